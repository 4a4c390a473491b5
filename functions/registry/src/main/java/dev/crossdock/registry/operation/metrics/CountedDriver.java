package dev.crossdock.registry.operation.metrics;

import dev.crossdock.registry.operation.metrics.StorageOperations.Kind;
import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Hands everything on to another driver, and counts it. Bodies pass as they are: how long a client reads is not counted. */
final class CountedDriver implements StorageDriver {
    private final StorageDriver next;
    private final StorageOperations operations;

    CountedDriver(StorageDriver next, StorageOperations operations) {
        this.next = next;
        this.operations = operations;
    }

    @Override
    public Optional<byte[]> load(StoragePath path, int limit) {
        return operations.timed(Kind.LOAD, () -> next.load(path, limit));
    }

    @Override
    public Optional<StoredBody> read(StoragePath path, long offset, long length) {
        return operations.timed(Kind.READ, () -> next.read(path, offset, length));
    }

    @Override
    public Optional<StoredBody> serve(StoragePath path, long offset, long length) {
        return operations.timed(Kind.READ, () -> next.serve(path, offset, length));
    }

    @Override
    public void ensure(StoragePath path, byte[] bytes) {
        operations.run(Kind.WRITE, () -> next.ensure(path, bytes));
    }

    @Override
    public void write(StoragePath path, byte[] bytes, Durability durability) {
        operations.run(Kind.WRITE, () -> next.write(path, bytes, durability));
        operations.wrote(bytes.length);
    }

    @Override
    public boolean putIfAbsent(StoragePath path, byte[] bytes) {
        boolean isCreated = operations.timed(Kind.CREATE, () -> next.putIfAbsent(path, bytes));
        operations.wrote(isCreated ? bytes.length : 0);
        return isCreated;
    }

    @Override
    public AppendSession append(StoragePath session) {
        return new CountedSession(operations.timed(Kind.APPEND, () -> next.append(session)), operations);
    }

    @Override
    public AppendSession begin(StoragePath session) {
        return new CountedSession(operations.timed(Kind.APPEND, () -> next.begin(session)), operations);
    }

    @Override
    public List<String> list(StoragePath path, String after, int limit) {
        return operations.timed(Kind.LIST, () -> next.list(path, after, limit));
    }

    @Override
    public Optional<StoredStat> stat(StoragePath path) {
        return operations.timed(Kind.STAT, () -> next.stat(path));
    }

    @Override
    public Optional<StoredStat> statObject(StoragePath path) {
        return operations.timed(Kind.STAT, () -> next.statObject(path));
    }

    @Override
    public void move(StoragePath from, StoragePath to) {
        operations.run(Kind.MOVE, () -> next.move(from, to));
    }

    @Override
    public boolean delete(StoragePath path, Durability durability) {
        return operations.timed(Kind.DELETE, () -> next.delete(path, durability));
    }

    @Override
    public void discard(StoragePath tree, List<String> names) {
        operations.run(Kind.DELETE, () -> next.discard(tree, names));
    }

    @Override
    public int discardUnfinished(Instant before) {
        return operations.timed(Kind.SWEEP, () -> next.discardUnfinished(before));
    }

    @Override
    public void close() {
        next.close();
    }
}
