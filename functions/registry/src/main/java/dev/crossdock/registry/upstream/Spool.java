package dev.crossdock.registry.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob that is being fetched: bytes so far in a file without a name, read by any number of readers while they come.
 * The last piece is given out only once the whole has been verified, so no reader takes damaged bytes for the blob.
 */
final class Spool {
    /** What is kept back until the digest is known. */
    private static final int LAST_BYTES = 1;
    private static final int READ_BYTES = 128 << 10;
    private static final String PREFIX = "crossdock-";
    private static final String SUFFIX = ".blob";
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final long size;
    private final FileChannel file;
    private long arrived;
    private boolean isVerified;
    private Optional<IOException> failure = Optional.empty();
    /** The fetch itself holds it too. */
    private int holders = 1;

    /** In this file, which is ended with it. */
    Spool(long size, FileChannel file) {
        this.size = size;
        this.file = file;
    }

    /** Begins one for so many bytes. */
    interface Opening {
        Spool open(long size) throws IOException;
    }

    /** An empty one. */
    static Spool open(long size, Path folder) throws IOException {
        Path path = Files.createTempFile(Files.createDirectories(folder), PREFIX, SUFFIX);
        return new Spool(size, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** Removes what is there of a process that was killed before its file had lost its name. */
    static void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("clear {}: {}", folder, e.toString());
        }
    }

    long size() {
        return size;
    }

    /** Takes what came next. */
    void add(ByteBuffer bytes) throws IOException {
        long at = arrived;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        synchronized (this) {
            arrived = at;
            notifyAll();
        }
    }

    /** All has come, and is what it should be. */
    synchronized void verified() {
        isVerified = failure.isEmpty();
        notifyAll();
    }

    /** No more will come. */
    synchronized void failed(IOException reason) {
        failure = Optional.of(reason);
        notifyAll();
    }

    /** A reader from this byte on, for so many; empty where the file has been given back, or no more will come. */
    synchronized Optional<InputStream> reader(long offset, long length) {
        if (holders == 0 || failure.isPresent()) {
            return Optional.empty();
        }
        holders++;
        return Optional.of(new Reader(offset, offset + length));
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            try {
                file.close();
            } catch (IOException _) {
                // it has no name any more: nothing is left behind
            }
        }
    }

    /** Waits until there is a byte at this place that may be given out, and says up to where there are. */
    private synchronized long awaitBytes(long at) throws IOException {
        while (true) {
            long given = isVerified ? size : Math.min(arrived, size - LAST_BYTES);
            if (at < given) {
                return given;
            }
            if (failure.isPresent()) {
                throw new IOException("the fetch failed at byte %d of %d: %s".formatted(arrived, size,
                        failure.get().getMessage()), failure.get());
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** For one thread. */
    private final class Reader extends InputStream {
        private final long end;
        private long at;
        private boolean isOpen = true;

        Reader(long at, long end) {
            this.at = at;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at >= end || length == 0) {
                return length == 0 ? 0 : -1;
            }
            long given = Math.min(awaitBytes(at), end);
            int wanted = (int) Math.min(Math.min(length, READ_BYTES), given - at);
            int count = file.read(ByteBuffer.wrap(into, offset, wanted), at);
            if (count < 0) {
                throw new EOFException("the spool ended at byte %d of %d".formatted(at, size));
            }
            at += count;
            return count;
        }

        @Override
        public void close() {
            if (isOpen) {
                isOpen = false;
                release();
            }
        }
    }
}
