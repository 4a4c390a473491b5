package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FanoutTest {
    private static final int WIDTH = 4;

    private final Fanout fanout = new Fanout("test", WIDTH);

    @AfterEach
    void close() {
        fanout.close();
    }

    @Test
    void results_inTheOrderOfTheItems() {
        assertThat(fanout.map(numbers(500), i -> 2 * i)).isEqualTo(numbers(500).stream().map(i -> 2 * i).toList());
        assertThat(fanout.map(List.<Integer>of(), i -> i)).isEmpty();
    }

    @Test
    void each_doesEveryItemOnce() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();
        fanout.each(numbers(200), i -> {
            done.add(i);
            count.incrementAndGet();
        });
        assertThat(done).hasSize(200);
        assertThat(count).hasValue(200);
    }

    @Test
    void width_isReachedAndNeverPassed() {
        CyclicBarrier together = new CyclicBarrier(WIDTH);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        fanout.each(numbers(25 * WIDTH), _ -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            meet(together);
            running.decrementAndGet();
        });
        assertThat(most).hasValue(WIDTH);
    }

    @Test
    void width_atLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fanout("none", 0).close())
                .withMessage("fan-out none: width 0, wanted at least 1");
    }

    @Test
    void firstFailure_stopsWhatHasNotBegunAndIsThrown() {
        List<Integer> begun = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("third");
        try (Fanout narrow = new Fanout("narrow", 1)) {
            assertThatThrownBy(() -> narrow.each(numbers(10), i -> {
                begun.add(i);
                if (i == 2) {
                    throw failure;
                }
            })).isSameAs(failure);
        }
        assertThat(begun).containsExactly(0, 1, 2);
    }

    @Test
    void firstFailure_thrownOnlyOnceAllThatRanHasEnded() {
        CyclicBarrier together = new CyclicBarrier(WIDTH);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        assertThatIllegalArgumentException().isThrownBy(() -> fanout.each(numbers(50 * WIDTH), i -> {
            begun.incrementAndGet();
            if (i < WIDTH) {
                meet(together);
            }
            if (i == WIDTH - 1) {
                ended.incrementAndGet();
                throw new IllegalArgumentException("the last of the first");
            }
            for (int spin = 0; spin < 1_000_000; spin++) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
        }));
        assertThat(ended).hasValue(begun.get()).hasValueLessThan(50 * WIDTH);
    }

    @Test
    void error_thrownAsItIs() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> fanout.each(numbers(3), _ -> {
            throw new AssertionError("as it is");
        })).withMessage("as it is");
    }

    @Test
    void afterFailure_theFanoutStillWorks() {
        assertThatIllegalArgumentException().isThrownBy(() -> fanout.each(numbers(50), i -> {
            throw new IllegalArgumentException("item " + i);
        }));
        assertThat(fanout.map(numbers(50), i -> i)).hasSize(50);
    }

    @Test
    void severalCallers_shareWithoutDeadlock() {
        int callers = 3 * WIDTH;
        CyclicBarrier start = new CyclicBarrier(callers);
        AtomicInteger done = new AtomicInteger();
        try (Fanout outside = new Fanout("callers", callers)) {
            outside.each(numbers(callers), _ -> {
                meet(start);
                fanout.each(numbers(100), _ -> done.incrementAndGet());
            });
        }
        assertThat(done).hasValue(callers * 100);
    }

    @Test
    void nested_onTheSameThreads() {
        List<Integer> sums = fanout.map(numbers(3 * WIDTH), i -> fanout.map(numbers(2 * WIDTH),
                j -> fanout.map(numbers(WIDTH), k -> i + j + k).stream().mapToInt(n -> n).sum()).stream()
                .mapToInt(n -> n).sum());
        // The inner sums of j and k are the same for every i, which is added once per pair.
        int pairs = 2 * WIDTH * WIDTH;
        assertThat(sums).isEqualTo(numbers(3 * WIDTH).stream().map(i -> sums.getFirst() + i * pairs).toList());
    }

    @Test
    void interrupt_whileWaitingForOthers_keptForTheCaller() {
        Thread caller = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean callerIsThrough = new AtomicBoolean();
        List<String> results = fanout.map(List.of("a", "b"), item -> {
            if (Thread.currentThread().equals(caller)) {
                meet(begun);
                callerIsThrough.set(true);
            } else {
                begun.countDown();
                while (!callerIsThrough.get() || caller.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                caller.interrupt();
            }
            return item;
        });
        assertThat(Thread.interrupted()).as("and cleared, for the tests to come").isTrue();
        assertThat(results).containsExactly("a", "b");
    }

    @Test
    void afterClose_callersWorkAlone() {
        fanout.close();
        assertThat(fanout.map(numbers(20), _ -> Thread.currentThread())).containsOnly(Thread.currentThread());
    }

    private static List<Integer> numbers(int count) {
        return Collections.unmodifiableList(IntStream.range(0, count).boxed().toList());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the threads did not meet", e);
        }
    }

    private static void meet(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted too early", e);
        }
    }
}
