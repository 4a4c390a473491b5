package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one function keeps of a blob and of a host, the next one finds; and of two, one goes on with a blob. */
final class S3CheckpointsTest {
    private static final Digest DIGEST = Digest.sha256("blob".getBytes(StandardCharsets.UTF_8));
    private static final Descriptor BLOB = new Descriptor("application/octet-stream", DIGEST, 1_000);
    private static final Duration INVOCATION = Duration.ofMinutes(5);

    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private final TestClock clock = new TestClock();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Objects objects;

    @BeforeEach
    void open() {
        clients = TestClients.of(AWS);
        objects = TestClients.bucket(clients, AWS);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    /** As another function's. */
    private Checkpoints function() {
        return new S3Checkpoints(objects, new S3Claims(objects, clock, () -> clock.instant().plus(INVOCATION)), clock);
    }

    private static Checkpoint at(String place, int offset) {
        Hasher hasher = Hasher.resumable(DigestAlgorithm.SHA256);
        hasher.update(new byte[offset], 0, offset);
        return new Checkpoint(place, BLOB, "http://eu.example/uploads/1?state=x", hasher.state().orElseThrow());
    }

    @Test
    void saved_isFoundByTheNext_theLastOneAlone_forItsTarget() {
        function().save(at("eu.example/app", 100));
        function().save(at("eu.example/app", 300));
        Checkpoint found = function().find("eu.example/app", DIGEST).orElseThrow();
        Checkpoint saved = at("eu.example/app", 300);
        assertThat(found.blob()).isEqualTo(BLOB);
        assertThat(found.address()).isEqualTo(saved.address());
        assertThat(found.hash().encoded()).isEqualTo(saved.hash().encoded());
        assertThat(found.hash().format()).isEqualTo(saved.hash().format());
        assertThat(found.offset()).isEqualTo(300);
        assertThat(function().find("us.example/app", DIGEST)).isEmpty();
        function().remove("eu.example/app", DIGEST);
        assertThat(function().find("eu.example/app", DIGEST)).isEmpty();
    }

    @Test
    void unreadableOrOld_isNone() {
        function().save(at("a", 1));
        clock.pass(S3Checkpoints.LONGEST_KEPT);
        assertThat(function().find("a", DIGEST)).isPresent();
        clock.pass(Duration.ofMillis(1));
        assertThat(function().find("a", DIGEST)).isEmpty();
        for (String body : List.of("", "{}", "no JSON", "{\"mediaType\":\"x\",\"size\":-1}")) {
            objects.list("checkpoints/", 1)
                    .forEach(key -> objects.put(key, body.getBytes(StandardCharsets.UTF_8)));
            assertThat(function().find("a", DIGEST)).as(body).isEmpty();
        }
    }

    @Test
    void claimed_isNobodyElses_untilReleased() {
        Checkpoints one = function();
        Checkpoints other = function();
        assertThat(one.claim("a", DIGEST)).isTrue();
        assertThat(one.claim("a", DIGEST)).as("still ours").isTrue();
        assertThat(other.claim("a", DIGEST)).isFalse();
        assertThat(other.claim("b", DIGEST)).as("another target").isTrue();
        other.release("a", DIGEST);
        assertThat(other.claim("a", DIGEST)).as("released by who had none").isFalse();
        one.release("a", DIGEST);
        assertThat(other.claim("a", DIGEST)).isTrue();
        assertThat(one.claim("a", DIGEST)).isFalse();
    }

    @Test
    void claimOfAFunctionThatDied_isOvertakenAfterItsDeadline_byOne() {
        for (int round = 0; round < 10; round++) {
            assertThat(function().claim("a", DIGEST)).isTrue();
            clock.pass(INVOCATION.minusMillis(1));
            assertThat(function().claim("a", DIGEST)).isFalse();
            clock.pass(Duration.ofMillis(1));
            List<CompletableFuture<Boolean>> claims = IntStream.range(0, 6)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> function().claim("a", DIGEST))).toList();
            assertThat(claims.stream().filter(CompletableFuture::join)).as("round %d", round).hasSize(1);
            clock.pass(INVOCATION);
        }
        assertThat(objects.list("claims/", 10)).as("overtaken ones are removed, but the first").hasSize(2);
    }

    @Test
    void claimThatNobodyElseWants_isOneWrite_andLeavesNothing() {
        CountedCalls calls = new CountedCalls();
        try (AwsClients counted = TestClients.of(AWS, calls)) {
            objects = TestClients.bucket(counted, AWS);
            Checkpoints one = function();
            calls.forget();
            assertThat(one.claim("a", DIGEST)).isTrue();
            assertThat(one.claim("a", DIGEST)).as("still ours").isTrue();
            one.release("a", DIGEST);
            assertThat(calls.made()).containsExactly("PutObject", "DeleteObject");
            assertThat(objects.list("claims/", 10)).isEmpty();
        }
    }

    @Test
    void releasedInItsLastSeconds_isFreeAtOnce_andNoNumberIsTakenTwice() {
        Checkpoints one = function();
        assertThat(one.claim("a", DIGEST)).isTrue();
        clock.pass(INVOCATION.minusSeconds(1));
        one.release("a", DIGEST);
        Checkpoints other = function();
        assertThat(other.claim("a", DIGEST)).isTrue();
        assertThat(objects.list("claims/", 10)).hasSize(2);
        assertThat(one.claim("a", DIGEST)).isFalse();
        clock.pass(INVOCATION);
        other.release("a", DIGEST);
        assertThat(objects.list("claims/", 10)).as("over: whoever comes next overtakes it").hasSize(2);
        assertThat(one.claim("a", DIGEST)).isTrue();
    }

    @Test
    void host_isRecalledByTheNext_untilItMayBeAnotherOne() {
        HostTraits.Uploads seen = HostTraits.UNKNOWN.withLargestChunk(1 << 20).withUnreliableStatus().uploads();
        new S3HostMemory(objects, clock).remember("eu.example:443", HostTraits.UNKNOWN.uploads());
        new S3HostMemory(objects, clock).remember("eu.example:443", seen);
        S3HostMemory next = new S3HostMemory(objects, clock);
        assertThat(next.recall("eu.example:443")).contains(seen);
        assertThat(next.recall("us.example:443")).isEmpty();
        clock.pass(S3HostMemory.LONGEST_KEPT);
        assertThat(next.recall("eu.example:443")).isPresent();
        clock.pass(Duration.ofMillis(1));
        assertThat(next.recall("eu.example:443")).isEmpty();
        objects.list("hosts/", 1).forEach(key -> objects.put(key, "{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(next.recall("eu.example:443")).isEmpty();
    }
}
