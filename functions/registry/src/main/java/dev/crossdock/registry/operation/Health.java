package dev.crossdock.registry.operation;

import dev.crossdock.storage.StorageDriver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the registry is well: what its checks found last, and whether it is about to end. */
public final class Health implements AutoCloseable {
    private static final String DRAINING = "draining";

    private final List<WatchedCheck> checks;
    private volatile boolean isDraining;

    private Health(List<WatchedCheck> checks) {
        this.checks = checks;
    }

    /** Begins to check; whatever is not known yet is well. */
    static Health watching(HealthSettings settings, StorageDriver driver) {
        Health health = new Health(List.copyOf(Checks.of(settings, driver)));
        health.checks.forEach(WatchedCheck::start);
        return health;
    }

    /** Whether requests are answered; read for each of them. */
    public boolean isServing() {
        for (WatchedCheck check : checks) {
            if (check.failure().isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** Whether new clients should be sent elsewhere. */
    public boolean isReady() {
        return !isDraining && isServing();
    }

    /** What fails, and why; empty where all is well. */
    public Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        checks.forEach(check -> check.failure().ifPresent(reason -> failures.put(check.name(), reason)));
        if (isDraining) {
            failures.put(DRAINING, "the registry is about to end");
        }
        return failures;
    }

    /** From now on it is not ready, for good. */
    void drain() {
        isDraining = true;
    }

    @Override
    public void close() {
        checks.forEach(WatchedCheck::close);
    }
}
