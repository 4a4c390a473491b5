package dev.crossdock.registry.upstream;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.Upload;
import dev.crossdock.registry.content.Uploads;
import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches blobs, each once at a time, however many ask for it; who asks reads along. A fetch that has begun goes on when
 * its readers have left: the next one finds the blob here.
 */
final class BlobFetches implements AutoCloseable {
    /** The most blobs on their way at once. */
    static final int MAXIMUM = 64;

    private static final Logger LOG = LoggerFactory.getLogger(BlobFetches.class);
    private static final long IDLE_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final Uploads uploads;
    private final Spool.Opening spools;
    private final Map<Wanted, Spool> running = new HashMap<>();
    private final ExecutorService threads = new ThreadPoolExecutor(0, MAXIMUM, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), Thread.ofPlatform().name("upstream-", 1).daemon().factory());

    /** Bytes on their way lie in this folder of ours, or where the machine keeps what is temporary. */
    BlobFetches(Uploads uploads, Optional<Path> own) {
        this(uploads, spools(own.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")))));
        own.ifPresent(Spool::clear);
    }

    BlobFetches(Uploads uploads, Spool.Opening spools) {
        this.uploads = uploads;
        this.spools = spools;
    }

    private static Spool.Opening spools(Path folder) {
        return size -> Spool.open(size, folder);
    }

    /** A blob of a repository here. */
    private record Wanted(Repository repository, Digest digest) {}

    /** Opens the bytes at their upstream. */
    interface Opening {
        InputStream open() throws IOException;
    }

    /** A part of the blob, as it comes; the fetch is begun where nobody has begun it. Throws where too many are on their way. */
    InputStream read(Repository repository, Descriptor blob, BlobFetches.Part part, Opening opening)
            throws IOException {
        Wanted wanted = new Wanted(repository, blob.digest());
        synchronized (running) {
            Optional<InputStream> along = Optional.ofNullable(running.get(wanted))
                    .flatMap(spool -> spool.reader(part.offset(), part.length()));
            return along.isPresent() ? along.get() : begin(wanted, blob, part, opening);
        }
    }

    /** The bytes from {@code offset} on, so many. */
    record Part(long offset, long length) {}

    private InputStream begin(Wanted wanted, Descriptor blob, Part part, Opening opening) throws IOException {
        Spool spool = spools.open(blob.size());
        InputStream reader = spool.reader(part.offset(), part.length()).orElseThrow();
        try {
            running.put(wanted, spool);
            threads.execute(() -> fetch(wanted, spool, opening));
            return reader;
        } catch (RejectedExecutionException e) {
            running.remove(wanted);
            spool.release();
            reader.close();
            throw new IOException("%d blobs are being fetched already: come back later".formatted(MAXIMUM), e);
        }
    }

    private void fetch(Wanted wanted, Spool spool, Opening opening) {
        try (InputStream bytes = new Along(opening.open(), spool)) {
            store(wanted, spool, bytes);
            spool.verified();
        } catch (IOException | UpstreamException | StorageException e) {
            LOG.warn("fetch blob {} of {}: {}", wanted.digest, wanted.repository, e.getMessage());
            spool.failed(e instanceof IOException io ? io : new IOException(e.getMessage(), e));
        } catch (RuntimeException | Error e) { // whatever it is: somebody waits for what will not come
            LOG.error("fetch blob {} of {}: {}", wanted.digest, wanted.repository, e.toString(), e);
            spool.failed(new IOException(e.toString(), e));
        } finally {
            synchronized (running) {
                running.remove(wanted, spool);
            }
            spool.release();
        }
    }

    /** Stored like any upload, so that nothing is here before it was verified. */
    private void store(Wanted wanted, Spool spool, InputStream bytes) throws IOException {
        try (Upload upload = uploads.begin(wanted.repository, "")) {
            boolean isStored = false;
            try {
                upload.expect(wanted.digest.algorithm());
                upload.append(bytes, spool.size());
                if (upload.size() != spool.size() || bytes.read() >= 0) {
                    throw new IOException("got %s bytes, wanted %d".formatted(
                            upload.size() < spool.size() ? String.valueOf(upload.size()) : "more", spool.size()));
                }
                Upload.Commit commit = upload.commit(wanted.digest);
                isStored = true; // in either case the session has ended
                if (commit instanceof Upload.Commit.Mismatch(Digest got)) {
                    throw new IOException("got bytes of %s: nothing of them is kept".formatted(got));
                }
            } finally {
                if (!isStored) {
                    upload.cancel();
                }
            }
        }
    }

    /** Copies what is read into the spool; where that takes no more, its readers fail, and the blob comes all the same. */
    private static final class Along extends InputStream {
        private final InputStream bytes;
        private final Spool spool;
        private long passed;
        private boolean isSpooling = true;

        Along(InputStream bytes, Spool spool) {
            this.bytes = bytes;
            this.spool = spool;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = bytes.read(into, offset, length);
            int wanted = (int) Math.min(count, spool.size() - passed);
            if (wanted > 0) {
                copy(ByteBuffer.wrap(into, offset, wanted));
                passed += wanted;
            }
            return count;
        }

        private void copy(ByteBuffer part) {
            try {
                if (isSpooling) {
                    spool.add(part);
                }
            } catch (IOException e) {
                LOG.warn("keep {} bytes for their readers: {}: they have to come again", spool.size(), e.toString());
                isSpooling = false;
                spool.failed(e);
            }
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** Breaks off what is on its way, within a bound. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("some blobs are still being fetched; they end with the process");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
