package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The hidden object that a session lies in between its holders: read by one, and replaced only where it is still what that
 * one read. Each time it has a new stamp, so that a holder knows its own again.
 */
final class KeptSession implements AutoCloseable {
    private final S3Objects objects;
    private final String key;
    private Optional<String> entityTag = Optional.empty();
    private boolean isKept;
    private String stamp = "";
    private @Nullable InputStream unread;
    private @Nullable StorageException damage;

    KeptSession(S3Objects objects, String key) {
        this.objects = objects;
        this.key = key;
    }

    /** Reads the text, and leaves the tail where it is; empty where nothing was kept, or nothing that can be read. */
    Optional<SessionState> open() {
        Optional<ResponseInputStream<GetObjectResponse>> found = objects.call("read", key, () -> objects.get(key, 0,
                Long.MAX_VALUE, Optional.empty()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        isKept = true;
        entityTag = Optional.ofNullable(found.get().response().eTag());
        InputStream bytes = new BufferedInputStream(new ResumingStream(objects, key, 0, found.get()));
        unread = bytes;
        try {
            SessionState state = SessionState.read(key, bytes);
            stamp = state.stamp();
            return Optional.of(state);
        } catch (IOException e) {
            close();
            throw unreadable(e);
        } catch (StorageException e) {
            close();
            damage = e;
            return Optional.empty();
        }
    }

    /** What is there, but makes no sense: it can be removed, and nothing else. */
    Optional<StorageException> damage() {
        return Optional.ofNullable(damage);
    }

    /** Which of the states this is: the one that was read, or that was to be written last; empty for none. */
    String stamp() {
        return stamp;
    }

    /** Reads what comes after the text; once. */
    void readTail(PartMemory.Buffer into, long count) {
        InputStream bytes = unread;
        if (bytes != null) {
            try {
                into.put(bytes, count);
            } catch (IOException e) {
                throw unreadable(e);
            } finally {
                close();
            }
        }
    }

    private StorageException unreadable(IOException cause) {
        return new StorageException("read upload state %s: %s".formatted(key, cause), cause);
    }

    /** Throws where another holder has kept, or ended, the session since it was read. */
    void keep(SessionState state, PartMemory.Buffer tail) {
        stamp = UUID.randomUUID().toString();
        boolean isWritten = objects.replace(key, tail.bodyAfter(state.stamped(stamp).header()), entityTag);
        if (!isWritten && !isOurs()) {
            throw new StorageException(StorageException.Kind.SESSION_CHANGED, ("keep upload %s: another process wrote "
                    + "to it, or ended it, since it was read here: go on where that left it").formatted(key));
        }
    }

    /** An earlier attempt may have written it, and its answer have been lost. */
    private boolean isOurs() {
        try (KeptSession there = new KeptSession(objects, key)) {
            return there.open().filter(state -> state.stamp().equals(stamp)).isPresent();
        }
    }

    void remove() {
        if (isKept) {
            objects.delete(key);
            isKept = false;
        }
    }

    /** Lets go of what was not read. */
    @Override
    public void close() {
        InputStream bytes = unread;
        unread = null;
        if (bytes != null) {
            try {
                bytes.close();
            } catch (IOException _) {
                // Nobody wants the rest.
            }
        }
    }
}
