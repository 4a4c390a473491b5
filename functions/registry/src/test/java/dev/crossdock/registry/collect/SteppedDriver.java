package dev.crossdock.registry.collect;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A driver whose callers pass a gate before each call, if their thread has one. */
final class SteppedDriver implements StorageDriver {
    private static final ThreadLocal<Optional<Gate>> GATE = ThreadLocal.withInitial(Optional::empty);

    private final StorageDriver driver;

    SteppedDriver(StorageDriver driver) {
        this.driver = driver;
    }

    /** What a caller passes before each call. */
    interface Gate {
        void pass(StoragePath path);
    }

    /** Runs something whose calls pass this gate. */
    static void gated(Gate gate, Runnable run) {
        GATE.set(Optional.of(gate));
        try {
            run.run();
        } finally {
            GATE.remove();
        }
    }

    private StorageDriver at(StoragePath path) {
        GATE.get().ifPresent(gate -> gate.pass(path));
        return driver;
    }

    @Override
    public Optional<byte[]> load(StoragePath path, int limit) {
        return at(path).load(path, limit);
    }

    @Override
    public Optional<StoredBody> read(StoragePath path, long offset, long length) {
        return at(path).read(path, offset, length);
    }

    @Override
    public void write(StoragePath path, byte[] bytes, Durability durability) {
        at(path).write(path, bytes, durability);
    }

    @Override
    public boolean putIfAbsent(StoragePath path, byte[] bytes) {
        return at(path).putIfAbsent(path, bytes);
    }

    @Override
    public AppendSession append(StoragePath session) {
        return at(session).append(session);
    }

    @Override
    public List<String> list(StoragePath path, String after, int limit) {
        return at(path).list(path, after, limit);
    }

    @Override
    public Optional<StoredStat> stat(StoragePath path) {
        return at(path).stat(path);
    }

    @Override
    public void move(StoragePath from, StoragePath to) {
        at(from).move(from, to);
    }

    @Override
    public boolean delete(StoragePath path, Durability durability) {
        return at(path).delete(path, durability);
    }

    @Override
    public int discardUnfinished(Instant before) {
        return driver.discardUnfinished(before);
    }

    @Override
    public void close() {
        driver.close();
    }
}
