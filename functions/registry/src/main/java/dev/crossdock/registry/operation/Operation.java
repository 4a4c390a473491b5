package dev.crossdock.registry.operation;

import dev.crossdock.registry.operation.metrics.Metrics;
import dev.crossdock.storage.StorageDriver;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running registry, as those see it who run it. */
public final class Operation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    private final DrainSettings drain;
    private final Health health;
    private final Metrics metrics;
    private final Optional<AccessLog> accessLog;

    private Operation(DrainSettings drain, Health health, Metrics metrics, Optional<AccessLog> accessLog) {
        this.drain = drain;
        this.health = health;
        this.metrics = metrics;
        this.accessLog = accessLog;
    }

    /** Begins to check the driver's health, and to log requests to the stream, where they are to be logged. */
    public static Operation start(OperationSettings settings, Metrics metrics, StorageDriver driver,
            OutputStream requests) {
        Operation operation = new Operation(settings.drain(), Health.watching(settings.health(), driver), metrics,
                settings.log().accessLog() ? Optional.of(AccessLog.to(requests)) : Optional.empty());
        metrics.gauge("healthy", "1 where the registry would be sent clients, 0 where not",
                () -> operation.health.isReady() ? 1 : 0);
        operation.accessLog.ifPresent(log -> metrics.counter("access_log_dropped",
                "Lines of the access log that were not written", log::dropped));
        return operation;
    }

    /** Whether it is well. */
    public Health health() {
        return health;
    }

    /** What is counted. */
    public Metrics metrics() {
        return metrics;
    }

    /** Where requests are logged, if they are. */
    public Optional<AccessLog> accessLog() {
        return accessLog;
    }

    /** How a stop goes. */
    public DrainSettings draining() {
        return drain;
    }

    /** From now on the health is bad; returns once a balancer had its time to see it. */
    public void drain() {
        health.drain();
        if (drain.lull().isPositive()) {
            LOG.info("ends: not ready any more, and serves for {} ms to come", drain.lull().toMillis());
        }
        long end = System.nanoTime() + drain.lull().toNanos();
        for (long left = drain.lull().toNanos(); left > 0 && !Thread.interrupted(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Ends the checks, and writes the last lines. */
    @Override
    public void close() {
        health.close();
        accessLog.ifPresent(AccessLog::close);
    }
}
