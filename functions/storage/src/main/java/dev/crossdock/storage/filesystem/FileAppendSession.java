package dev.crossdock.storage.filesystem;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/** A session whose bytes lie in one file that nobody reads before it has been renamed. */
final class FileAppendSession implements AppendSession {
    private final Path file;
    private final DurableTree tree;
    private final Function<StoragePath, Path> places;
    private final FileChannel channel;
    private final long sizeBefore;
    private final EarlySync.Sync sync;
    private final EarlySync early;
    private long size;

    FileAppendSession(Path file, DurableTree tree, Function<StoragePath, Path> places) {
        this(file, tree, places, channel -> channel::force);
    }

    FileAppendSession(Path file, DurableTree tree, Function<StoragePath, Path> places,
            Function<FileChannel, EarlySync.Sync> syncs) {
        this.file = file;
        this.tree = tree;
        this.places = places;
        try {
            tree.create(DurableTree.parent(file));
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            this.sizeBefore = channel.size();
            this.size = sizeBefore;
            this.sync = syncs.apply(channel);
            this.early = new EarlySync(sync, size);
            channel.position(size);
        } catch (IOException e) {
            throw failed("open", e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
            early.grown(size);
        } catch (IOException e) {
            throw failed("append to", e);
        }
    }

    @Override
    public StoredBody written() {
        try {
            return new StoredBody.FileBody(FileChannel.open(file, StandardOpenOption.READ), 0, size);
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    @Override
    public void commit(StoragePath target) {
        Path place = places.apply(target);
        try (channel) {
            if (Files.isRegularFile(place) && Files.size(place) == size) {
                // Who put it there may not have synced it yet, or never did.
                force(place);
                Files.delete(file);
            } else {
                keep(sync);
                tree.rename(file, place);
            }
            tree.sync(DurableTree.parent(place));
        } catch (IOException e) {
            throw failed("commit to " + target + " from", e);
        }
    }

    /**
     * What a disk refused is nowhere, though it can be read for a while, and a second sync would find nothing to do: the
     * session ends here.
     */
    private void keep(EarlySync.Sync rest) throws IOException {
        try {
            early.finish();
            rest.run(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void force(Path place) throws IOException {
        try (FileChannel there = FileChannel.open(place, StandardOpenOption.READ)) {
            there.force(true);
        }
    }

    @Override
    public void revert() {
        try (channel) {
            if (Files.exists(file)) {
                try (FileChannel again = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    again.truncate(sizeBefore);
                }
            }
            size = sizeBefore;
        } catch (IOException e) {
            throw failed("take back", e);
        }
    }

    @Override
    public void cancel() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("discard", e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                keep(_ -> {
                    // The rest is synced by who commits it.
                });
            }
        } catch (IOException e) {
            throw failed("close", e);
        }
    }

    private StorageException failed(String action, IOException cause) {
        return new StorageException("%s upload file %s at byte %d: %s".formatted(action, file, size, cause), cause);
    }
}
