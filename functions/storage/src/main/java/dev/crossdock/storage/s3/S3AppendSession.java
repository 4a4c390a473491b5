package dev.crossdock.storage.s3;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A session on S3. Bytes gather in a buffer of one part.
 *
 * <ul> <li>What fits in one part is put straight to its target when it is committed. <li>What is larger is a multipart
 * upload, begun when the second part begins: at the target's own key where that was announced, so that nothing is ever
 * copied; else at a hidden key of the session, and the store copies it at the end. <li>All parts but the last have one size
 * (R2 takes no other); what has not filled one yet is kept, with the list of parts, in a hidden object, when the session is
 * closed. </ul>
 *
 * <p>A failure of the store takes the session back to what was kept last: the bytes since then come again. An upload at the
 * target's key is never kept, since its parts could become nothing else.
 */
final class S3AppendSession implements AppendSession {
    /** What the sessions of a driver share. */
    record Rig(S3Objects objects, S3Copy copies, PartMemory memory, long chunkSize, ExecutorService threads) {}

    private static final long MIB = 1 << 20;
    private static final String APPEND = "append to";

    private final Rig rig;
    private final String stateKey;
    private final String partsKey;
    private boolean isKept;
    private boolean isChanged;
    private boolean isBroken;
    private boolean isSealed;
    private boolean isOver;
    private long size;
    private long partSize;
    private Optional<String> aim = Optional.empty();
    private PartMemory.Buffer buffer;
    private @Nullable PartSender sender;
    /** Whether this holder began the upload: then nobody else knows of it yet. */
    private boolean isOwnUpload;

    private S3AppendSession(Rig rig, StoragePath session) {
        this.rig = rig;
        this.stateKey = rig.objects.place().hidden(session, "session");
        this.partsKey = rig.objects.place().hidden(session, "parts");
        this.partSize = rig.chunkSize;
        this.buffer = rig.memory.buffer(partSize);
    }

    /** A session whose name is new. */
    static S3AppendSession begin(Rig rig, StoragePath session) {
        return new S3AppendSession(rig, session);
    }

    /** A session at what was kept of it. */
    static S3AppendSession open(Rig rig, StoragePath name) {
        S3AppendSession session = new S3AppendSession(rig, name);
        rig.objects.read(session.stateKey, 0, Long.MAX_VALUE).ifPresent(session::goOn);
        return session;
    }

    private void goOn(StoredBody kept) {
        try (kept; InputStream bytes = new BufferedInputStream(kept.stream())) {
            goOn(SessionState.read(stateKey, bytes), bytes);
        } catch (IOException e) {
            buffer.close();
            throw new StorageException("read upload state %s: %s".formatted(stateKey, e), e);
        } catch (StorageException e) {
            buffer.close();
            throw e;
        }
    }

    private void goOn(SessionState state, InputStream tail) throws IOException {
        isKept = true;
        partSize = state.partSize();
        size = state.size();
        state.upload().ifPresent(id -> sender = new PartSender(new Multipart(rig.objects, partsKey, id), rig.threads,
                state.parts()));
        buffer = rig.memory.buffer(partSize);
        buffer.put(tail, state.tail());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void announce(Optional<StoragePath> target, OptionalLong length) {
        if (size > 0 || sender != null) {
            return;
        }
        aim = target.map(rig.objects.place()::key);
        long least = (length.orElse(0) + Multipart.MOST_PARTS - 1) / Multipart.MOST_PARTS;
        long wanted = Math.max(rig.chunkSize, (least + MIB - 1) / MIB * MIB);
        if (wanted > rig.memory.most()) {
            throw new StorageException(("begin an upload of %d bytes: it needs parts of %d bytes, wanted at most %d: "
                    + "give this process more memory").formatted(length.orElse(0), wanted, rig.memory.most()));
        }
        partSize = wanted;
        buffer.close();
        buffer = rig.memory.buffer(length.isPresent() && length.getAsLong() > 0
                ? Math.min(wanted, length.getAsLong())
                : wanted);
    }

    @Override
    public void write(ByteBuffer bytes) {
        check(APPEND);
        isChanged |= bytes.hasRemaining();
        isBroken = true;
        while (bytes.hasRemaining()) {
            if (buffer.isFull()) {
                makeRoom();
            }
            long before = buffer.size();
            buffer.put(bytes);
            size += buffer.size() - before;
        }
        isBroken = false;
    }

    /** A buffer that is smaller than a part is one whose announced length was wrong. */
    private void makeRoom() {
        if (buffer.size() < partSize) {
            buffer.widen(partSize);
        } else {
            PartMemory.Buffer full = buffer;
            buffer = rig.memory.buffer(partSize);
            send(full);
        }
    }

    private void send(PartMemory.Buffer full) {
        PartSender parts = sender;
        if (parts == null) {
            parts = new PartSender(begin(full), rig.threads, List.of());
            sender = parts;
            isOwnUpload = true;
        }
        parts.send(full);
    }

    private Multipart begin(PartMemory.Buffer first) {
        try {
            return Multipart.begin(rig.objects, aim.orElse(partsKey));
        } catch (StorageException e) {
            first.close();
            throw e;
        }
    }

    @Override
    public StoredBody written() {
        check("read");
        if (sender == null) {
            return new StoredBody.StreamBody(buffer.stream(), size);
        }
        if (aim.isPresent()) {
            throw new StorageException("read an upload to %s: its bytes lie in parts that only become that object: begin "
                    .formatted(aim.get()) + "it again");
        }
        seal();
        return rig.objects.read(partsKey, 0, Long.MAX_VALUE).orElseThrow(() -> rig.objects.place().wrong(
                "read an upload at", partsKey, "it is gone"));
    }

    /** Puts the parts together at the session's own key. */
    private void seal() {
        PartSender parts = sender;
        if (parts != null && !isSealed) {
            isBroken = true;
            sendLast(parts);
            parts.upload().complete(parts.parts());
            isSealed = true;
            isBroken = false;
        }
    }

    private void sendLast(PartSender parts) {
        if (buffer.size() > 0) {
            PartMemory.Buffer last = buffer;
            buffer = rig.memory.buffer(partSize);
            parts.send(last);
            isChanged = true;
        }
    }

    @Override
    public void commit(StoragePath target) {
        check("commit");
        String key = rig.objects.place().key(target);
        PartSender parts = sender;
        if (parts == null) {
            put(key);
        } else if (parts.upload().key().equals(key)) {
            isBroken = true;
            sendLast(parts);
            parts.upload().completeIfAbsent(parts.parts());
        } else if (aim.isPresent()) {
            throw new StorageException("commit an upload to %s: it was announced as %s: begin it again".formatted(key,
                    aim.get()));
        } else {
            copy(key);
        }
        isOver = true;
        forgetState();
    }

    private void put(String key) {
        RequestBody body = buffer.body();
        switch (rig.objects.create(key, body)) {
            case CREATED -> {
                // There it is.
            }
            case PRESENT -> {
                if (!has(key)) {
                    rig.objects.put(key, body);
                }
            }
            case UNSUPPORTED -> rig.objects.put(key, body);
        }
    }

    private void copy(String key) {
        if (!has(key)) {
            seal();
            rig.copies.copy(partsKey, key, size);
        }
        discardParts();
    }

    private boolean has(String key) {
        return rig.objects.head(key).filter(found -> found.size() == size).isPresent();
    }

    /** Whether the upload is still in parts, or is an object by now, perhaps by the hand of an earlier holder. */
    private void discardParts() {
        PartSender parts = sender;
        if (parts != null) {
            parts.settle();
            boolean isGone = isSealed || !parts.upload().abort();
            if (isGone && aim.isEmpty()) {
                rig.objects.delete(partsKey);
            }
        }
    }

    private void forgetState() {
        if (isKept) {
            rig.objects.delete(stateKey);
            isKept = false;
        }
    }

    @Override
    public void cancel() {
        if (!isOver) {
            isOver = true;
            discardParts();
            forgetState();
        }
    }

    @Override
    public void close() {
        try (PartMemory.Buffer _ = buffer) {
            if (!isOver) {
                isOver = true;
                leave();
            }
        }
    }

    /** What cannot be kept ends here: an upload that nobody else knows of is aborted. */
    private void leave() {
        boolean isToKeep = isChanged && !isBroken && (sender == null || aim.isEmpty());
        boolean hasKept = false;
        try {
            if (isToKeep) {
                keep();
                hasKept = true;
            }
        } finally {
            PartSender parts = sender;
            if (parts != null && !hasKept) {
                parts.settle();
                if (isOwnUpload) {
                    abort(parts.upload());
                }
            }
        }
    }

    /** What cannot be aborted now is swept later. */
    private static void abort(Multipart upload) {
        try {
            upload.abort();
        } catch (StorageException _) {
            // Swept later.
        }
    }

    private void keep() {
        PartSender parts = sender;
        SessionState state = new SessionState(partSize, parts == null
                ? Optional.empty()
                : Optional.of(parts.upload().id()), parts == null ? List.of() : parts.parts(), buffer.size());
        rig.objects.put(stateKey, buffer.bodyAfter(state.header()));
        isKept = true;
    }

    private void check(String action) {
        if (isOver) {
            throw wrong(action, "is over");
        }
        if (isBroken) {
            throw wrong(action, "has failed: go on at what was kept of it");
        }
        if (isSealed && action.equals(APPEND)) {
            throw wrong(action, "was read as a whole already");
        }
    }

    private StorageException wrong(String action, String state) {
        return rig.objects.place().wrong(action + " an upload at", partsKey, "it " + state);
    }
}
