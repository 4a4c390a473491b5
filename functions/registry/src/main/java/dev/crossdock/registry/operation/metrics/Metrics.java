package dev.crossdock.registry.operation.metrics;

import dev.crossdock.storage.StorageDriver;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is counted of one registry. */
public final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final double MILLIS = 1e3;

    private final Requests requests = new Requests();
    private final StorageOperations storage = new StorageOperations();
    private final List<Consumer<Exposition>> others = new CopyOnWriteArrayList<>();

    /** The same driver, counting what is asked of it. */
    public StorageDriver counting(StorageDriver driver) {
        return new CountedDriver(driver, storage);
    }

    /** Where ends of requests are told. */
    public Requests requests() {
        return requests;
    }

    /** Shows how it stands with notifications, as of each scrape. */
    public void outbox(Supplier<OutboxFigures> figures) {
        others.add(exposition -> {
            OutboxFigures now = figures.get();
            exposition.gauge("outbox_events", "Events that wait to be delivered", (double) now.depth());
            exposition.gauge("outbox_oldest_seconds", "How long the oldest of them has waited",
                    now.oldest().toNanos() / (double) Duration.ofSeconds(1).toNanos());
            exposition.counter("outbox_attempts", "Deliveries that were tried", now.attempts());
            exposition.counter("outbox_failures", "Deliveries that failed", now.failures());
            exposition.gauge("outbox_dead_letters", "Events that were given up", (double) now.deadLetters());
        });
    }

    /** Shows what the garbage collector did, as of each scrape. */
    public void collector(Supplier<CollectorFigures> figures) {
        others.add(exposition -> {
            CollectorFigures now = figures.get();
            exposition.counter("collector_runs", "Runs of the garbage collector", now.runs());
            exposition.counter("collector_failures", "Runs that failed", now.failures());
            exposition.counter("collector_blobs", "Blobs that it removed", now.blobs());
            exposition.counter("collector_reclaimed_bytes", "Bytes of the blobs that it removed", now.reclaimed());
        });
    }

    /** Shows a number that goes up and down. */
    public void gauge(String name, String help, DoubleSupplier value) {
        others.add(exposition -> exposition.gauge(name, help, value.getAsDouble()));
    }

    /** Shows a number that only goes up. */
    public void counter(String name, String help, LongSupplier value) {
        others.add(exposition -> exposition.counter(name, help, value.getAsLong()));
    }

    /** What {@link #text} is. */
    public static String mediaType() {
        return Exposition.MEDIA_TYPE;
    }

    /** All numbers, in Prometheus's text; those that cannot be had are left out, and the log says why. */
    public byte[] text() {
        Exposition exposition = new Exposition();
        List<Consumer<Exposition>> all = new ArrayList<>(List.of(requests::expose, storage::expose, Metrics::process));
        all.addAll(others);
        for (Consumer<Exposition> part : all) {
            try {
                part.accept(exposition);
            } catch (RuntimeException e) {
                LOG.warn("metrics: some are left out: {}", e.toString(), e);
            }
        }
        return exposition.text();
    }

    private static void process(Exposition exposition) {
        exposition.gauge("heap_bytes", "Memory of the heap in use",
                (double) ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        exposition.gauge("threads", "Platform threads", ManagementFactory.getThreadMXBean().getThreadCount());
        exposition.gauge("start_time_seconds", "When the process began, since 1970",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
    }
}
