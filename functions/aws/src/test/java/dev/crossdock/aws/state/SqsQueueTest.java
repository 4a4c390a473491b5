package dev.crossdock.aws.state;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.contract.QueueContract;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The queue on SQS keeps what every queue promises. The emulator's SQS goes by the contract's clock. Any other one goes by
 * its own: then delays are cut to a second, so that our clock decides, and visibilities really pass.
 */
final class SqsQueueTest extends QueueContract {
    private static final AtomicReference<InstantSource> NOW = new AtomicReference<>(
            () -> TestClock.START);
    /** By how much another clock may be late: LocalStack looks once a second for what becomes visible. */
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final Duration LONGEST_REAL = HIDDEN.plus(SLACK);

    @RegisterExtension
    static final AwsExtension ON_CLOCK = AwsExtension.on(() -> NOW.get().instant());
    @RegisterExtension
    static final AwsExtension IN_REAL_TIME = AwsExtension.inRealTime();

    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients realClients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private Queue queue;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private Queue realTime;

    @BeforeEach
    void open() {
        NOW.set(clock);
        clients = TestClients.of(ON_CLOCK);
        realClients = TestClients.of(IN_REAL_TIME);
        queue = queue(clients, ON_CLOCK, clock);
        realTime = queue(realClients, IN_REAL_TIME, InstantSource.system());
    }

    private static Queue queue(AwsClients clients, AwsExtension aws, InstantSource clock) {
        Duration longestDelay = aws.goesByItsClock() ? SqsQueue.LONGEST_DELAY : Duration.ofSeconds(1);
        Duration look = aws.goesByItsClock() ? Duration.ZERO : Duration.ofSeconds(1);
        return new SqsQueue(TestQueues.create(clients, aws), new SqsCalls(clients.sqs()),
                new LargeBodies(TestClients.bucket(clients, aws)), clock,
                new SqsQueue.Terms(longestDelay, look, Optional::empty));
    }

    @AfterEach
    void close() {
        clients.close();
        realClients.close();
    }

    @Override
    protected Queue queue() {
        return queue;
    }

    @Override
    protected Queue realTime() {
        return realTime;
    }

    @Override
    protected int failuresOfALostDelivery() {
        return 1;
    }

    @Override
    protected void pass(Duration duration) {
        super.pass(duration);
        reallyPass(duration.plus(SLACK));
    }

    @Override
    protected void passAlmost(Duration duration) {
        super.passAlmost(duration);
        reallyPass(duration.minus(SLACK));
    }

    /** SQS counts in whole seconds. */
    @Override
    protected void passTheRest() {
        clock.pass(Duration.ofSeconds(1));
        reallyPass(SLACK.multipliedBy(2));
    }

    private static void reallyPass(Duration duration) {
        if (!ON_CLOCK.goesByItsClock()) {
            // What takes longer than any visibility here is a wait, of which our own clock decides.
            boolean isVisibility = duration.compareTo(HIDDEN.multipliedBy(3)) < 0;
            Duration real = duration.compareTo(LONGEST_REAL) < 0 ? duration : LONGEST_REAL;
            Pause.SLEEP.wait(isVisibility ? real : SLACK);
        }
    }
}
