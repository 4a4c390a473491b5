package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The door gives all that the steps need, over what its places name. */
final class AwsStateTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

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
