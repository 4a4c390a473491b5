package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.s3.SessionState.Part;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The multipart upload of a session, once it has more bytes than a part: at the key that was announced, or at one of the
 * session's own. Put together there, it is sealed.
 */
final class SessionUpload {
    private final S3AppendSession.Rig rig;
    private final String ownKey;
    private Optional<String> aim = Optional.empty();
    private @Nullable PartSender sender;
    private boolean isSealed;
    /** Whether this holder began the upload: then nobody else knows of it yet. */
    private boolean isOwn;

    SessionUpload(S3AppendSession.Rig rig, String ownKey) {
        this.rig = rig;
        this.ownKey = ownKey;
    }

    void goOn(String id, List<Part> parts) {
        sender = rig.sender(new Multipart(rig.objects(), ownKey, id), parts);
    }

    void aimAt(Optional<String> key) {
        aim = key;
    }

    Optional<String> aim() {
        return aim;
    }

    boolean isBegun() {
        return sender != null;
    }

    boolean isSealed() {
        return isSealed;
    }

    /** Whether its parts can become something for a later holder. */
    boolean canBeKept() {
        return sender == null || aim.isEmpty();
    }

    Optional<String> id() {
        return Optional.ofNullable(sender).map(it -> it.upload().id());
    }

    List<Part> parts() {
        return sender == null ? List.of() : sender.parts();
    }

    /** Sends the buffer's bytes as the next part, and closes it; the first one begins the upload. */
    void send(PartMemory.Buffer full) {
        PartSender parts = sender;
        if (parts == null) {
            parts = rig.sender(begin(full), List.of());
            sender = parts;
            isOwn = true;
        }
        parts.send(full);
    }

    private Multipart begin(PartMemory.Buffer first) {
        try {
            return Multipart.begin(rig.objects(), aim.orElse(ownKey));
        } catch (StorageException e) {
            first.close();
            throw e;
        }
    }

    /** Puts the parts together at the session's own key. */
    void seal() {
        PartSender parts = sender;
        if (parts != null && !isSealed) {
            parts.upload().complete(parts.parts());
            isSealed = true;
        }
    }

    StoredBody sealed() {
        return rig.objects().read(ownKey, 0, Long.MAX_VALUE).orElseThrow(() -> rig.objects().place().wrong(
                "read an upload at", ownKey, "it is gone"));
    }

    /** Puts the parts together at the key that was announced, unless the same is there. */
    void completeIfAbsent() {
        PartSender parts = sender;
        if (parts != null) {
            parts.upload().completeIfAbsent(parts.parts());
        }
    }

    void copyTo(String key, long size) {
        rig.copies().copy(ownKey, key, size);
    }

    /** Whether it is still in parts, or is an object by now, perhaps by the hand of an earlier holder. */
    void discard() {
        PartSender parts = sender;
        if (parts != null) {
            parts.settle();
            boolean isGone = isSealed || !parts.upload().abort();
            if (isGone && aim.isEmpty()) {
                rig.objects().delete(ownKey);
            }
        }
    }

    /** What nobody else knows of is aborted. */
    void abandon() {
        PartSender parts = sender;
        if (parts != null) {
            parts.settle();
            if (isOwn) {
                parts.upload().tryToAbort();
            }
        }
    }
}
