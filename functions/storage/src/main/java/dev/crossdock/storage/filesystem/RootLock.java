package dev.crossdock.storage.filesystem;

import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The claim of one process on a root directory; it ends with the process, however that ends. */
final class RootLock implements AutoCloseable {
    static final String FILE_NAME = ".crossdock.lock";
    private static final int MAXIMUM_HOLDER_BYTES = 32;

    private final FileChannel channel;

    private RootLock(FileChannel channel) {
        this.channel = channel;
    }

    static RootLock take(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel channel = FileChannel.open(root.resolve(FILE_NAME), StandardOpenOption.CREATE,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
            return locked(root, channel);
        } catch (IOException e) {
            throw new StorageException("open storage root %s: %s: wanted a directory that this user may write to"
                    .formatted(root, e), e);
        }
    }

    private static RootLock locked(Path root, FileChannel channel) throws IOException {
        if (tryLock(channel) == null) {
            String holder = holder(channel);
            channel.close();
            throw new StorageException(("open storage root %s: it is in use by process %s, and one process owns a "
                    + "root: stop that one, or choose another directory").formatted(root, holder));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(
                StandardCharsets.US_ASCII)), 0);
        return new RootLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAXIMUM_HOLDER_BYTES);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("close the lock of a storage root: " + e, e);
        }
    }
}
