package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.testkit.aws.AwsExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Of those who look at one claim at one time, one has the blob, however late the others go on. */
final class S3ClaimsTest {
    private static final Digest BLOB = Digest.sha256(new byte[]{1});
    private static final Duration INVOCATION = Duration.ofMinutes(5);

    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private final TestClock clock = new TestClock();
    private final List<Runnable> meanwhile = new ArrayList<>();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients slow;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Objects objects;

    @BeforeEach
    void open() {
        clients = TestClients.of(AWS);
        slow = TestClients.of(AWS, new Meanwhile());
        String bucket = AWS.uniqueName("state");
        clients.s3().createBucket(it -> it.bucket(bucket));
        objects = new S3Objects(clients.s3(), bucket);
        late = function(new S3Objects(slow.s3(), bucket));
    }

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private S3Claims late;

    @AfterEach
    void close() {
        clients.close();
        slow.close();
    }

    /** Something happens between the late function's look at the last claim and its own number. */
    private final class Meanwhile implements ExecutionInterceptor {
        private boolean listed;

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            String call = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
            listed |= call.equals("ListObjectsV2");
            if (listed && call.equals("GetObject")) {
                List<Runnable> all = List.copyOf(meanwhile);
                meanwhile.clear();
                all.forEach(Runnable::run);
            }
        }
    }

    private S3Claims function(S3Objects ofIt) {
        return new S3Claims(ofIt, clock, () -> clock.instant().plus(INVOCATION));
    }

    private boolean isTaken(S3Claims by) {
        return by.claim("a", BLOB) instanceof Claims.Answer.Ours;
    }

    private S3Claims taken() {
        S3Claims function = function(objects);
        assertThat(isTaken(function)).isTrue();
        return function;
    }

    @Test
    void metClaim_saysWhenItEnds() {
        taken();
        assertThat(function(objects).claim("a", BLOB)).isInstanceOfSatisfying(Claims.Answer.Met.class,
                met -> assertThat(met.until()).isEqualTo(clock.instant().plus(INVOCATION)));
    }

    @Test
    void lateFunction_thatMakesANumberAnew_doesNotHaveWhatAnotherHolds() {
        taken();
        clock.pass(INVOCATION);
        taken();
        clock.pass(INVOCATION);
        meanwhile.add(() -> {
            taken().release("a", BLOB); // the third number, free again
            taken(); // the second
        });
        assertThat(isTaken(late)).as("another holds the second").isFalse();
        assertThat(meanwhile).as("that was seen between").isEmpty();
        assertThat(isTaken(function(objects))).as("the late one left nothing in the way").isFalse();
        clock.pass(INVOCATION);
        assertThat(isTaken(late)).isTrue();
        assertThat(isTaken(function(objects))).isFalse();
    }

    @Test
    void claimReleasedBetweenLookAndNumber_isTakenOnce() {
        S3Claims first = taken();
        meanwhile.add(() -> {
            first.release("a", BLOB);
            taken();
        });
        clock.pass(Duration.ofMinutes(1));
        assertThat(isTaken(late)).isFalse();
        assertThat(isTaken(function(objects))).isFalse();
    }
}
