package dev.crossdock.replication.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds a state folder for this process; the operating system lets go of it when the process ends, however it ends. */
final class StateLock implements AutoCloseable {
    private static final int MAXIMUM_PID_BYTES = 32;

    private final FileChannel channel;

    /** Throws {@link StateInUseException}, naming the other process, where the folder is held. */
    StateLock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new StateInUseException(("state folder %s: the crossdock process %s uses it; stop that one first, or "
                    + "give this one another folder").formatted(folder, owner(file)));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static String owner(Path file) throws IOException {
        String text = Files.size(file) > MAXIMUM_PID_BYTES ? "" : Files.readString(file).strip();
        return text.isEmpty() ? "that holds its lock" : text;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
