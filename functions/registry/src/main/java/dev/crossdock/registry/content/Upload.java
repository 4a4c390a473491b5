package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An upload session, held by one request; closing it lets the next one have it. */
public final class Upload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
    /** How many bytes are read, hashed and written at a time. */
    static final int BUFFER_BYTES = 128 << 10;
    /** One per thread, and the threads are bounded. */
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);

    private final Uploads uploads;
    private final Repository repository;
    private final String id;
    private final LiveUpload live;
    private final List<String> notes;
    private @Nullable AppendSession session;
    private boolean isCommitted;

    /** A session that has no bytes yet, unless {@link #goOn} is called; with what notes are kept beside it. */
    Upload(Uploads uploads, Repository repository, String id, LiveUpload live, List<String> notes) {
        this.uploads = uploads;
        this.repository = repository;
        this.id = id;
        this.live = live;
        this.notes = notes;
    }

    /** Takes up what an earlier holder left. */
    void goOn() {
        AppendSession kept = uploads.driver().append(Layout.uploadData(repository, id));
        session = kept;
        live.found(kept.stamp());
        try {
            live.sizeIs(kept.size());
        } catch (StorageException e) {
            LOG.warn("upload {} of {} can only be cancelled: {}", id, repository, e.getMessage());
        }
    }

    /** A new session asks nothing of the storage before its first byte. */
    private AppendSession session() {
        AppendSession open = session;
        if (open == null) {
            open = uploads.driver().begin(Layout.uploadData(repository, id));
            session = open;
        }
        return open;
    }

    /** What a commit found. */
    public sealed interface Commit {
        /** The blob is durable, and the repository may read it. */
        record Stored(Blobs.Found blob) implements Commit {}

        /** The bytes have another digest, and are discarded. */
        record Mismatch(Digest got) implements Commit {}
    }

    /** Its name within the repository. */
    public String id() {
        return id;
    }

    /** How many bytes it has. */
    public long size() {
        return session == null ? 0 : session.size();
    }

    /**
     * Says what is known of the bytes to come, so that the storage can take them straight to their place.
     *
     * @param digest of the whole blob, where this request is to complete it
     * @param length of the request's body
     */
    public void announce(Optional<Digest> digest, Optional<Long> length) {
        digest.ifPresent(whole -> expect(whole.algorithm()));
        if (size() == 0) {
            session().announce(digest.filter(whole -> whole.algorithm() == DigestAlgorithm.SHA256).map(Layout::blob),
                    length.map(OptionalLong::of).orElse(OptionalLong.empty()));
        }
    }

    /** Says which digest the bytes will be asked by, so that it is computed as they pass. */
    public void expect(DigestAlgorithm algorithm) {
        if (size() == 0) {
            live.startOver();
            live.hashWith(algorithm);
        }
    }

    /**
     * Appends the body, but at most {@code limit} bytes of it, hashing as it passes. What came before a failure of the
     * body stays.
     */
    public void append(InputStream body, long limit) throws IOException {
        expect(DigestAlgorithm.SHA256);
        AppendSession open = session();
        byte[] buffer = BUFFER.get();
        long left = limit;
        while (left > 0) {
            int count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            open.write(ByteBuffer.wrap(buffer, 0, count));
            live.update(buffer, count);
            live.sizeIs(open.size());
            left -= count;
        }
    }

    /** Makes the bytes a blob of the repository, if they have this digest; in either case the session ends. */
    public Commit commit(Digest wanted) {
        Digest canonical = digest(DigestAlgorithm.SHA256);
        Digest got = wanted.algorithm() == DigestAlgorithm.SHA256 ? canonical : digest(wanted.algorithm());
        if (!got.equals(wanted)) {
            cancel();
            return new Commit.Mismatch(got);
        }
        long size = size();
        Blobs.Found blob = new Blobs.Found(wanted, canonical, size);
        try {
            uploads.blobs().keep(repository, blob, this::commitTo);
        } catch (RuntimeException e) {
            stepBack(e);
            throw e;
        }
        end();
        return new Commit.Stored(blob);
    }

    private void commitTo(StoragePath target) {
        session().commit(target);
        isCommitted = true;
    }

    /**
     * So that the request can be repeated: before the bytes are a blob the session is as the request found it, after that
     * it is gone, and the client begins another one.
     */
    private void stepBack(RuntimeException reason) {
        if (isCommitted) {
            end();
            return;
        }
        try {
            session().revert();
        } catch (StorageException e) {
            reason.addSuppressed(e);
        }
    }

    /** Forgets a session whose bytes are a blob: whatever fails of that concerns nobody who waits for an answer. */
    private void end() {
        live.end();
        try {
            uploads.forget(repository, id, notes);
        } catch (StorageException e) {
            LOG.warn("forget upload {} of {}: {}: it is left for the collector", id, repository, e.getMessage());
        }
    }

    /** Ends the session, and forgets its bytes. */
    public void cancel() {
        if (session != null) {
            session.cancel();
        }
        uploads.forget(repository, id, notes);
    }

    /** From memory where this process saw every byte, else by one read. */
    private Digest digest(DigestAlgorithm algorithm) {
        return live.digest(algorithm, size()).orElseGet(() -> digestByReading(algorithm));
    }

    private Digest digestByReading(DigestAlgorithm algorithm) {
        Hasher hasher = new Hasher(algorithm);
        byte[] buffer = BUFFER.get();
        try (StoredBody written = session().written(); InputStream bytes = written.stream()) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                hasher.update(buffer, 0, count);
            }
            return hasher.digest();
        } catch (IOException e) {
            throw new StorageException(
                    "hash upload %s of %s: %s".formatted(id, repository, e), e);
        }
    }

    @Override
    public void close() {
        try {
            if (session != null) {
                close(session);
            }
        } finally {
            live.lock.unlock();
        }
    }

    private void close(AppendSession open) {
        try {
            open.close();
        } finally {
            live.left(open.stamp());
        }
    }
}
