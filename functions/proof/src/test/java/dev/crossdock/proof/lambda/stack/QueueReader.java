package dev.crossdock.proof.lambda.stack;

import dev.crossdock.proof.template.EventSource;
import dev.crossdock.testkit.lambda.LocalFunction;
import dev.crossdock.testkit.lambda.Prices;
import dev.crossdock.testkit.lambda.QueuedMessage;
import dev.crossdock.testkit.lambda.Report;
import dev.crossdock.testkit.lambda.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** What Lambda reads a queue with: as many slots as may invoke at once, each with a batch of its own. */
final class QueueReader implements AutoCloseable {
    private static final int WAIT_SECONDS = 1;
    private static final int POLLS_OF_A_MUDDLE = 3;
    private static final long LONGEST_END_MILLIS = 30_000;

    private final EventSource source;
    private final LocalFunction function;
    private final LocalQueue queue;
    private final Delivery delivery;
    private final AtomicLong requests = new AtomicLong();
    private final List<Thread> slots = new ArrayList<>();
    private volatile boolean closed;

    QueueReader(EventSource source, LocalFunction function, LocalQueue queue, Delivery delivery) {
        if (source.windowSeconds() > 0 || !source.reportsItemFailures()) {
            throw new IllegalArgumentException(
                    "%s: this driver knows no window, and only batches whose failures are reported"
                            .formatted(source.functionId()));
        }
        this.source = source;
        this.function = function;
        this.queue = queue;
        this.delivery = delivery;
    }

    QueueReader start(int most) {
        for (int slot = 0; slot < most; slot++) {
            Random random = new Random(slot);
            slots.add(Thread.ofPlatform().daemon().name("reader-" + source.functionId() + "-" + slot)
                    .start(() -> read(random)));
        }
        return this;
    }

    private void read(Random random) {
        while (!closed) {
            try {
                switch (delivery) {
                    case ONCE -> deliver(receive());
                    case TWICE_OUT_OF_ORDER -> muddle(random);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SdkException e) {
                if (!closed) {
                    System.err.printf("reader of %s: %s%n", source.functionId(), e);
                }
            }
        }
    }

    private List<QueuedMessage> receive() {
        List<QueuedMessage> batch = queue.receive((int) source.batchSize(), WAIT_SECONDS);
        if (!batch.isEmpty()) {
            requests.addAndGet(Prices.requests(batch.stream().mapToLong(message -> message.body().length()).sum()));
        }
        return batch;
    }

    private void deliver(List<QueuedMessage> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        Set<String> unfinished = unfinished(batch);
        delete(batch.stream().filter(message -> !unfinished.contains(message.messageId())));
    }

    private Set<String> unfinished(List<QueuedMessage> batch) throws InterruptedException {
        Report report = function.invoke(QueuedMessage.event(batch, source.queueArn()));
        return QueuedMessage.unfinished(batch, report.ended());
    }

    /** Ten by one request, as Lambda's pollers do. */
    private void delete(Stream<QueuedMessage> messages) {
        messages.gather(Gatherers.windowFixed(LocalQueue.MOST_AT_ONCE)).forEach(some -> {
            requests.incrementAndGet();
            queue.delete(some);
        });
    }

    /** Takes several batches, and delivers each message of them twice, in any order. */
    private void muddle(Random random) throws InterruptedException {
        List<QueuedMessage> held = new ArrayList<>();
        for (int poll = 0; poll < POLLS_OF_A_MUDDLE; poll++) {
            List<QueuedMessage> batch = receive();
            held.addAll(batch);
            if (batch.isEmpty()) {
                break;
            }
        }
        List<QueuedMessage> twice = new ArrayList<>(held);
        twice.addAll(held);
        Collections.shuffle(twice, random);
        Set<String> finished = new java.util.HashSet<>();
        for (int from = 0; from < twice.size(); from += (int) source.batchSize()) {
            List<QueuedMessage> batch = twice.subList(from,
                    Math.min(twice.size(), from + (int) source.batchSize())).stream().distinct().toList();
            Set<String> unfinished = unfinished(batch);
            finished.addAll(batch.stream().map(QueuedMessage::messageId).filter(id -> !unfinished.contains(id))
                    .collect(Collectors.toSet()));
        }
        delete(held.stream().filter(message -> finished.contains(message.messageId())));
    }

    /** What AWS counts of its receives that found something, and of its deletes. */
    Usage usage() {
        return source.queueArn().endsWith(".fifo")
                ? new Usage(0, 0, 0, requests.get(), 0, 0)
                : new Usage(0, 0, requests.get(), 0, 0, 0);
    }

    /** Asks for no more, and waits for what is under way as long as it may take. */
    @Override
    public void close() {
        closed = true;
        slots.forEach(Thread::interrupt);
        for (Thread slot : slots) {
            try {
                slot.join(LONGEST_END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
