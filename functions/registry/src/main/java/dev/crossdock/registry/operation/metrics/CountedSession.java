package dev.crossdock.registry.operation.metrics;

import dev.crossdock.registry.operation.metrics.StorageOperations.Kind;
import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A session whose bytes are counted as they pass, and whose end is timed. */
final class CountedSession implements AppendSession {
    private final AppendSession next;
    private final StorageOperations operations;

    CountedSession(AppendSession next, StorageOperations operations) {
        this.next = next;
        this.operations = operations;
    }

    @Override
    public long size() {
        return next.size();
    }

    @Override
    public String stamp() {
        return next.stamp();
    }

    @Override
    public void announce(Optional<StoragePath> target, OptionalLong length) {
        next.announce(target, length);
    }

    @Override
    public void write(ByteBuffer bytes) {
        int count = bytes.remaining();
        next.write(bytes);
        operations.wrote(count);
    }

    @Override
    public StoredBody written() {
        return next.written();
    }

    @Override
    public void commit(StoragePath target) {
        operations.run(Kind.COMMIT, () -> next.commit(target));
    }

    @Override
    public void revert() {
        next.revert();
    }

    @Override
    public void cancel() {
        operations.run(Kind.CANCEL, next::cancel);
    }

    @Override
    public void close() {
        next.close();
    }
}
