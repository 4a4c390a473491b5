package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.World;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.HostTraits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** The door gives all that the steps need, over what its places name. */
final class AwsStateTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Test
    void textThatIsTooLong_isRefused_andNotCut() {
        try (AwsClients clients = TestClients.of(AWS)) {
            String bucket = AWS.uniqueName("text");
            clients.s3().createBucket(it -> it.bucket(bucket));
            AwsState.Places places = new AwsState.Places(TestQueues.create(clients, AWS), bucket,
                    Optional.of(AWS.sqs().uri()), Optional.of(AWS.s3().uri()));
            clients.s3().putObject(it -> it.bucket(bucket).key("fits"),
                    RequestBody.fromBytes(new byte[AwsState.MOST_TEXT_BYTES]));
            clients.s3().putObject(it -> it.bucket(bucket).key("long"),
                    RequestBody.fromBytes(new byte[AwsState.MOST_TEXT_BYTES + 1]));
            try (AwsState state = AwsState.open(places, InstantSource.system(), Optional::empty)) {
                assertThat(state.watch(bucket, "fits").now().text()).hasSize(AwsState.MOST_TEXT_BYTES);
                assertThatThrownBy(() -> state.watch(bucket, "long").now()).isInstanceOf(AwsStateException.class)
                        .hasMessage("read s3://%s/long: got %d bytes and more, wanted at most %d".formatted(bucket,
                                AwsState.MOST_TEXT_BYTES + 1, AwsState.MOST_TEXT_BYTES));
            }
        }
    }

    @Test
    void everyPort_isOnItsPlace() {
        try (AwsClients clients = TestClients.of(AWS)) {
            String bucket = AWS.uniqueName("door");
            clients.s3().createBucket(it -> it.bucket(bucket));
            AwsState.Places places = new AwsState.Places(TestQueues.create(clients, AWS), bucket,
                    Optional.of(AWS.sqs().uri()), Optional.of(AWS.s3().uri()));
            try (AwsState state = AwsState.open(places, InstantSource.system(), Optional::empty)) {
                state.queue().send(List.of(Queue.Outgoing.now(World.request())));
                Queue.Received received = state.queue()
                        .receive(Step.PLAN, 1, Duration.ofSeconds(30), Duration.ofSeconds(20)).getFirst();
                state.queue().done(received);
                assertThat(received.message()).isEqualTo(World.request());
                assertThat(state.ledger().openRoutes(Instant.now(), 1)).isEmpty();
                assertThat(state.checkpoints(() -> Instant.now().plusSeconds(60)).leastBlob())
                        .isEqualTo(S3Checkpoints.LEAST_BLOB);
                state.hosts().remember("eu.example", HostTraits.UNKNOWN.uploads());
                assertThat(state.hosts().recall("eu.example")).isPresent();
            }
        }
    }
}
