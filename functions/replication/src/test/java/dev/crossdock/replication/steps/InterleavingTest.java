package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tags only move forward (DESIGN, section 1): whatever the order of the steps of several runs, and wherever between
 * them or within them the source's tag moves, in the end the target's tag says what the source's tag says, and at no
 * time does it name what is not whole. The target believes every manifest, so that only the order of the steps protects.
 */
final class InterleavingTest {
    private static final Picture A = Images.of("a", List.of("base", "layer-a"));
    private static final Picture B = Images.of("b", List.of("base", "layer-b"));
    private static final int MOST_STEPS = 200;
    /** All ways there and back take minutes: outside long trials the first ones, and then seeded ones, do. */
    private static final int MOST_WAYS = 2_000;

    /** One course of events: which of the waiting messages is handled next, or that the source's tag moves. */
    private static final class Course implements AutoCloseable {
        private final World world;
        private final List<Picture> moves;
        private final List<Message> waiting = new ArrayList<>();
        private final List<String> log = new ArrayList<>();

        /** Begins with A at the source; it then moves to each of the others. */
        Course(List<Picture> moves) {
            this(moves, Duration.ZERO);
        }

        /** The same, where a plan's reading of the source's tag is believed for a while. */
        Course(List<Picture> moves, Duration believed) {
            this.world = World.ofOneThread(new TestClock(Duration.ofMillis(1)), believed);
            this.moves = new ArrayList<>(moves);
            world.eu.lenient();
            move(A);
        }

        private void move(Picture to) {
            world.app().push("v1", to);
            waiting.add(World.request());
        }

        int choices() {
            return waiting.size() + (moves.isEmpty() ? 0 : 1);
        }

        void choose(int choice) {
            if (choice == waiting.size()) {
                log.add("move");
                move(moves.removeFirst());
            } else {
                deliver(choice, false);
            }
        }

        /** Handles a message; one that is delivered {@code again} stays where it is. */
        void deliver(int choice, boolean again) {
            Message message = again ? waiting.get(choice) : waiting.remove(choice);
            log.add(message.step() + (again ? " (and again)" : ""));
            waiting.addAll(world.follow(message));
        }

        void verify() {
            assertThat(world.mirror().tagged("v1")).as("after %s", log).isEqualTo(world.app().tagged("v1")).isPresent();
            assertThat(world.eu.violations()).as("after %s", log).isEmpty();
            assertThat(world.context.ledger().openRoutes(world.context.clock().instant(), 10))
                    .as("open runs after %s", log).isEmpty();
        }

        @Override
        public void close() {
            world.close();
        }
    }

    /** Goes every way, or so many of them; says how many they were. */
    private static int everyWay(List<Picture> moves, int mostWays) {
        return everyWay(moves, mostWays, Duration.ZERO);
    }

    private static int everyWay(List<Picture> moves, int mostWays, Duration believed) {
        List<Integer> path = new ArrayList<>();
        int ways = 0;
        do {
            try (Course course = new Course(moves, believed)) {
                List<Integer> choices = new ArrayList<>();
                for (int step = 0; course.choices() > 0; step++) {
                    assertThat(step).as("no end: %s", course.log).isLessThan(MOST_STEPS);
                    if (step == path.size()) {
                        path.add(0);
                    }
                    choices.add(course.choices());
                    course.choose(path.get(step));
                }
                course.verify();
                ways++;
                advance(path, choices);
            }
        } while (!path.isEmpty() && ways < mostWays);
        return ways;
    }

    /** The next path in order: the last step that has another choice takes it. */
    private static void advance(List<Integer> path, List<Integer> choices) {
        while (!path.isEmpty() && path.getLast() + 1 >= choices.get(path.size() - 1)) {
            path.removeLast();
        }
        if (!path.isEmpty()) {
            path.add(path.removeLast() + 1);
        }
    }

    @Test
    void oneMove_inEveryOrder() {
        assertThat(everyWay(List.of(B), Integer.MAX_VALUE)).isGreaterThan(10);
    }

    @Test
    void thereAndBack_inManyOrders() {
        int most = System.getProperty("crossdock.tests", "").equals("long") ? Integer.MAX_VALUE : MOST_WAYS;
        assertThat(everyWay(List.of(B, A), most)).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void manyMovesAndDoubleDeliveries_inSeededOrders(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            try (Course course = new Course(List.of(B, A, B, A))) {
                for (int step = 0; course.choices() > 0; step++) {
                    assertThat(step).as("no end, seed %d: %s", seed, course.log).isLessThan(MOST_STEPS);
                    int choice = random.nextInt(course.choices());
                    if (choice < course.waiting.size() && step < 40 && random.nextInt(4) == 0) {
                        course.deliver(choice, true);
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
        int calls = 0;
        boolean moved = true;
        while (moved) {
            calls++;
            moved = movesBefore(calls, Duration.ZERO);
        }
        assertThat(calls).as("calls of one run").isGreaterThan(15);
    }

    /** A believed reading may put what is old already; that is seen at once, and mended. */
    @ParameterizedTest
    @ValueSource(longs = {3, 10, 1_000})
    void believedReading_endsAsTheSourceSays(long believedMillis) {
        Duration believed = Duration.ofMillis(believedMillis);
        assertThat(everyWay(List.of(B), Integer.MAX_VALUE, believed)).isGreaterThan(10);
        assertThat(everyWay(List.of(B, A), MOST_WAYS / 4, believed)).isGreaterThan(100);
        int calls = 1;
        while (movesBefore(calls, believed)) {
            calls++;
        }
        assertThat(calls).as("calls of one run").isGreaterThan(14);
    }

    private static boolean movesBefore(int number, Duration believed) {
        try (Course course = new Course(List.of(), believed)) {
            int[] seen = {0};
            Runnable count = () -> {
                if (++seen[0] == number) {
                    course.move(B);
                }
            };
            course.world.hub.before(_ -> count.run());
            course.world.eu.before(_ -> count.run());
            while (course.choices() > 0) {
                course.choose(0);
            }
            course.verify();
            return seen[0] >= number;
        }
    }

    @Test
    void thereAndBack_isThreeRunsAndEndsWhereItBegan() {
        try (Course course = new Course(List.of(B, A))) {
            for (int round = 0; round < 3; round++) {
                while (!course.waiting.isEmpty()) {
                    course.choose(0);
                }
                course.verify();
                if (round < 2) {
                    course.choose(0);
                }
            }
            assertThat(course.world.mirror().tagged("v1")).contains(A.digest());
            assertThat(course.world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.PUBLISHED,
                    Outcome.PUBLISHED);
        }
    }

    @Test
    void late_olderRunDoesNotRollTheTagBack() {
        try (Course course = new Course(List.of(B))) {
            course.choose(0);
            course.choose(0);
            Message late = course.waiting.removeFirst();
            assertThat(late).isInstanceOf(Message.Publish.class);
            course.choose(0);
            while (!course.waiting.isEmpty()) {
                course.choose(0);
            }
            course.verify();
            course.waiting.add(late);
            course.choose(0);
            course.verify();
            assertThat(course.world.mirror().tagged("v1")).contains(B.digest());
        }
    }
}
