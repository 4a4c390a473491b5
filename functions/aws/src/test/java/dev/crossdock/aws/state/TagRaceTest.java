package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.Fanout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The race of two pushes to one tag over SQS and S3: whatever the order in which the queues give their messages, and
 * wherever the source's tag moves, in the end the target's tag says what the source's says. The publications of one tag
 * come one after the other, because its group in the FIFO queue is held by who has one.
 */
final class TagRaceTest {
    private static final Picture A = Images.of("a", List.of("base", "layer-a"));
    private static final Picture B = Images.of("b", List.of("base", "layer-b"));
    private static final int MOST_STEPS = 60;
    /** All of them take minutes: outside long trials the first ones, and seeded ones, do. */
    private static final int MOST_WAYS = System.getProperty("crossdock.tests", "").equals("long") ? 5_000 : 12;
    private static final int SEEDED_ROUNDS = 3;
    private static final int MOST_LEFT_OPEN = 10;
    /** The longest that SQS gives: no message comes back because this test is slow. */
    private static final Duration HIDDEN = Duration.ofHours(12);
    private static final Fanout FANOUT = new Fanout("race", 4);
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @SuppressWarnings("NullAway.Init") // Opened before all tests.
    private static AwsClients clients;

    @BeforeAll
    static void open() {
        clients = TestClients.of(AWS);
    }

    @AfterAll
    static void close() {
        clients.close();
        FANOUT.close();
    }

    /** One course of events, on queues and a bucket of its own; nothing is delayed but by the clock of this test. */
    private static final class Course implements AutoCloseable {
        private final TestClock clock = new TestClock(Duration.ofMillis(1));
        private final S3Objects objects = TestClients.bucket(clients, AWS);
        private final SqsQueue queue = new SqsQueue(TestQueues.create(clients, AWS), new SqsCalls(clients.sqs()),
                new LargeBodies(objects), clock, new SqsQueue.Terms(Duration.ZERO, Duration.ZERO, Optional::empty));
        private final World world = World.ofOneThread(clock, new S3Ledger(objects, clock, FANOUT));
        private final List<Picture> moves;
        private final List<Queue.Received> waiting = new ArrayList<>();
        private final List<String> log = new ArrayList<>();

        /** Begins with A at the source; it then moves to each of the others. */
        Course(Picture... moves) {
            this.moves = new ArrayList<>(List.of(moves));
            world.eu.lenient();
            push(A);
            collect();
        }

        /** Somebody pushes, and the registry tells of it. */
        private void push(Picture to) {
            world.app().push("v1", to);
            queue.send(List.of(Queue.Outgoing.now(new Message.Request(World.FROM, Optional.of(World.TO),
                    Optional.of(new Message.Hint(to.digest(), clock.instant())), Message.Trail.UNASKED))));
        }

        /** Takes what the queues have. */
        private void collect() {
            for (Step step : Step.values()) {
                List<Queue.Received> received;
                do {
                    received = queue.receive(step, 10, HIDDEN, Duration.ZERO);
                    waiting.addAll(received);
                } while (!received.isEmpty());
            }
        }

        int choices() {
            return waiting.size() + (moves.isEmpty() ? 0 : 1);
        }

        /** One of the messages, or, after the last, that the source's tag moves. */
        void choose(int choice) {
            if (choice == waiting.size()) {
                log.add("move");
                push(moves.removeFirst());
            } else {
                deliver(choice, false);
            }
            collect();
        }

        /** Handles a message; one that is delivered {@code again} is never acknowledged this time. */
        void deliver(int choice, boolean again) {
            Queue.Received received = again ? waiting.get(choice) : waiting.remove(choice);
            log.add(received.message().step() + (again ? " (and again)" : ""));
            List<Queue.Outgoing> following = world.handle(received.message());
            queue.send(following);
            following.stream().flatMap(it -> it.notBefore().stream()).max(Instant::compareTo)
                    .map(time -> Duration.between(clock.instant(), time)).filter(Duration::isPositive)
                    .ifPresent(clock::pass);
            if (!again) {
                queue.done(received);
            }
        }

        /** The first message that is waiting, and no publication unless there is nothing else. */
        int firstOther() {
            for (int at = 0; at < waiting.size(); at++) {
                if (waiting.get(at).message().step() != Step.PUBLISH) {
                    return at;
                }
            }
            return 0;
        }

        /** What agreed without a run of its own left the runs before it open: the sweep ends them. */
        private void sweep() {
            log.add("sweep");
            queue.send(world.context.ledger().openRoutes(clock.instant(), MOST_LEFT_OPEN).stream()
                    .map(route -> Queue.Outgoing.now(new Message.Request(route.source(), Optional.of(route.target()),
                            Optional.empty(), Message.Trail.UNASKED, true)))
                    .toList());
            collect();
            int steps = 0;
            while (!waiting.isEmpty()) {
                deliver(firstOther(), false);
                collect();
                steps++;
                assertNoEnd(steps);
            }
        }

        void verify() {
            sweep();
            assertThat(world.mirror().tagged("v1")).as("after %s", log).isEqualTo(world.app().tagged("v1")).isPresent();
            assertThat(world.eu.violations()).as("after %s", log).isEmpty();
            assertThat(world.context.ledger().openRoutes(clock.instant(), MOST_LEFT_OPEN))
                    .as("open runs after %s", log).isEmpty();
            assertThat(queue.deadLetters(MOST_LEFT_OPEN)).as("dead letters after %s", log).isEmpty();
            for (Step step : Step.values()) {
                assertThat(queue.depth(step)).as("%s after %s", step, log).isZero();
            }
        }

        void assertNoEnd(int steps) {
            assertThat(steps).as("no end: %s", log).isLessThan(MOST_STEPS);
        }

        @Override
        public void close() {
            world.close();
        }
    }

    /** Goes so many ways; the next one differs from the last one as late as it can. */
    private static int ways(int most, Picture... moves) {
        List<Integer> path = new ArrayList<>();
        int ways = 0;
        do {
            try (Course course = new Course(moves)) {
                List<Integer> choices = new ArrayList<>();
                for (int step = 0; course.choices() > 0; step++) {
                    course.assertNoEnd(step);
                    if (step == path.size()) {
                        path.add(0);
                    }
                    choices.add(course.choices());
                    course.choose(path.get(step));
                }
                course.verify();
                ways++;
                while (!path.isEmpty() && path.getLast() + 1 >= choices.get(path.size() - 1)) {
                    path.removeLast();
                }
                if (!path.isEmpty()) {
                    path.add(path.removeLast() + 1);
                }
            }
        } while (!path.isEmpty() && ways < most);
        return ways;
    }

    @Test
    void oneMove_inManyOrders() {
        assertThat(ways(MOST_WAYS, B)).isGreaterThan(10);
    }

    /** Both events are under way before the first is read; the first publication is held back past so many other steps. */
    @Test
    void wrongOrder_publicationDelayedAtEveryPoint() {
        for (boolean wrongOrder : new boolean[]{false, true}) {
            int delays = 0;
            while (delayedPast(delays, wrongOrder) == delays) {
                delays++;
            }
            assertThat(delays).as("other steps that a publication can be late by").isPositive();
        }
    }

    /** Says past how many steps the publication really was held back. */
    private static int delayedPast(int steps, boolean wrongOrder) {
        try (Course course = new Course(B)) {
            course.choose(course.waiting.size());
            course.choose(wrongOrder ? 1 : 0);
            int held = 0;
            for (int step = 0; course.choices() > 0; step++) {
                course.assertNoEnd(step);
                boolean isHeld = course.waiting.stream().anyMatch(it -> it.message().step() == Step.PUBLISH);
                int other = course.firstOther();
                boolean isOther = course.waiting.get(other).message().step() != Step.PUBLISH;
                if (isHeld && isOther && held == steps) {
                    course.choose(publication(course));
                } else {
                    held += isHeld && isOther ? 1 : 0;
                    course.choose(other);
                }
            }
            course.verify();
            assertThat(course.world.mirror().tagged("v1")).contains(B.digest());
            return held;
        }
    }

    private static int publication(Course course) {
        List<Step> steps = course.waiting.stream().map(it -> it.message().step()).toList();
        return steps.indexOf(Step.PUBLISH);
    }

    @Test
    void thereAndBackAndDoubleDeliveries_inSeededOrders() {
        for (int seed = 0; seed < SEEDED_ROUNDS; seed++) {
            Random random = new Random(seed);
            try (Course course = new Course(B, A, B)) {
                for (int step = 0; course.choices() > 0; step++) {
                    course.assertNoEnd(step);
                    int choice = random.nextInt(course.choices());
                    if (choice < course.waiting.size() && step < MOST_STEPS / 3 && random.nextInt(4) == 0) {
                        course.deliver(choice, true);
                        course.collect();
                    } else {
                        course.choose(choice);
                    }
                }
                course.verify();
            }
        }
    }

    @Test
    void move_beforeEveryCallOfARun() {
        int calls = 1;
        while (movesBefore(calls)) {
            calls++;
        }
        assertThat(calls).as("calls of one run").isGreaterThan(15);
    }

    private static boolean movesBefore(int number) {
        try (Course course = new Course()) {
            int[] seen = {0};
            Runnable count = () -> {
                if (++seen[0] == number) {
                    course.push(B);
                }
            };
            course.world.hub.before(_ -> count.run());
            course.world.eu.before(_ -> count.run());
            for (int step = 0; course.choices() > 0; step++) {
                course.assertNoEnd(step);
                course.choose(0);
            }
            course.verify();
            return seen[0] >= number;
        }
    }
}
