package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.contract.QueueContract;
import dev.crossdock.replication.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many senders and receivers of one queue. */
final class ManyThreadsTest {
    @Test
    void manyThreads_loseNothingAndGetNothingTwice(@TempDir Path folder) {
        try (SqliteState state = SqliteState.open(folder, InstantSource.system())) {
            manyThreads(state.queue());
        }
    }

    private static void manyThreads(Queue queue) {
        int threads = 32;
        int each = 100;
        Set<String> received = new ConcurrentSkipListSet<>();
        List<String> twice = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads + 4)) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                all.add(CompletableFuture.runAsync(() -> IntStream.range(0, each)
                        .forEach(i -> queue.send(List.of(Queue.Outgoing.now(QueueContract.publish(number + "-" + i))))),
                        pool));
            }
            for (int receiver = 0; receiver < 4; receiver++) {
                all.add(CompletableFuture.runAsync(() -> take(queue, received, twice, threads * each), pool));
            }
            all.forEach(CompletableFuture::join);
        }
        Set<String> expected = new TreeSet<>();
        IntStream.range(0, threads)
                .forEach(thread -> IntStream.range(0, each).forEach(i -> expected.add(thread + "-" + i)));
        assertThat(received).isEqualTo(expected);
        assertThat(twice).isEmpty();
        assertThat(queue.depth(Step.PUBLISH)).isZero();
    }

    private static void take(Queue queue, Set<String> received, List<String> twice, int all) {
        while (received.size() < all) {
            for (Queue.Received each : queue.receive(Step.PUBLISH, 10, QueueContract.HIDDEN, Duration.ofMillis(50))) {
                String run = Objects.requireNonNull(QueueContract.runs(List.of(each)).getFirst());
                if (!received.add(run)) {
                    twice.add(run);
                }
                queue.done(each);
            }
        }
    }
}
