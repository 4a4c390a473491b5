package dev.crossdock.storage.s3;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    /** What the sessions of a driver share, and the ids of the uploads that they are at. */
    record Rig(S3Objects objects, S3Copy copies, PartMemory memory, long chunkSize, ExecutorService threads,
            Set<String> inHand) {
        PartSender sender(Multipart upload, List<SessionState.Part> sent) {
            inHand.add(upload.id());
            return new PartSender(upload, threads, sent, PartSender.window(memory.most(), chunkSize));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(S3AppendSession.class);
    private static final long MIB = 1 << 20;
    private static final String APPEND = "append to";

    private final Rig rig;
    private final KeptSession kept;
    private final String partsKey;
    private final SessionUpload upload;
    private boolean isChanged;
    private boolean isBroken;
    private boolean isOver;
    private long size;
    private long partSize;
    /** How much of what was kept is still to be read into the buffer. */
    private long unread;
    private PartMemory.Buffer buffer;

    private S3AppendSession(Rig rig, StoragePath session) {
        this.rig = rig;
        this.kept = new KeptSession(rig.objects, rig.objects.place().hidden(session, "session"));
        this.partsKey = rig.objects.place().hidden(session, "parts");
        this.upload = new SessionUpload(rig, partsKey);
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
        session.kept.open().ifPresent(session::goOn);
        return session;
    }

    /** The tail is read by who needs it: not to tell the size, nor to cancel. */
    private void goOn(SessionState state) {
        partSize = state.partSize();
        size = state.size();
        unread = state.tail();
        state.upload().ifPresent(id -> upload.goOn(id, state.parts()));
        buffer = rig.memory.buffer(partSize);
    }

    @Override
    public long size() {
        checkWhole();
        return size;
    }

    @Override
    public String stamp() {
        return kept.stamp();
    }

    @Override
    public void announce(Optional<StoragePath> target, OptionalLong length) {
        if (size > 0 || upload.isBegun()) {
            return;
        }
        upload.aimAt(target.map(rig.objects.place()::key));
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
            upload.send(full);
        }
    }

    @Override
    public StoredBody written() {
        check("read");
        if (!upload.isBegun()) {
            return new StoredBody.StreamBody(buffer.stream(), size);
        }
        if (upload.aim().isPresent()) {
            throw new StorageException(
                    "read an upload to %s: its bytes lie in parts that only become that object: begin "
                            .formatted(upload.aim().get()) + "it again");
        }
        seal();
        return upload.sealed();
    }

    private void seal() {
        isBroken = true;
        sendLast();
        upload.seal();
        isBroken = false;
    }

    private void sendLast() {
        if (buffer.size() > 0) {
            PartMemory.Buffer last = buffer;
            buffer = rig.memory.buffer(partSize);
            upload.send(last);
            isChanged = true;
        }
    }

    @Override
    public void commit(StoragePath target) {
        check("commit");
        String key = rig.objects.place().key(target);
        if (!upload.isBegun()) {
            rig.objects.putOnce(key, buffer.body(), size);
        } else if (upload.aim().isEmpty()) {
            copy(key);
        } else if (upload.aim().get().equals(key)) {
            isBroken = true;
            sendLast();
            upload.completeIfAbsent();
        } else {
            throw new StorageException("commit an upload to %s: it was announced as %s: begin it again".formatted(key,
                    upload.aim().get()));
        }
        isOver = true;
        removeRest();
    }

    /** The object stands: what cannot be removed beside it now goes with the session's place, when that is given up. */
    private void removeRest() {
        try {
            if (upload.aim().isEmpty()) {
                upload.discard();
            }
            kept.remove();
        } catch (StorageException e) {
            LOG.warn("{}: it is left for the next sweep", e.getMessage());
        }
    }

    private void copy(String key) {
        if (!rig.objects.has(key, size)) {
            seal();
            upload.copyTo(key, size);
        }
    }

    @Override
    public void revert() {
        // What was read as a whole is one object by now: only a list of all its parts leads there.
        if (!isOver && !upload.isSealed()) {
            isOver = true;
            upload.abandon();
        }
    }

    @Override
    public void cancel() {
        if (!isOver) {
            isOver = true;
            upload.discard();
            if (kept.damage().isPresent()) {
                // Its parts are swept, since nobody knows their upload any more.
                rig.objects.delete(partsKey);
            }
            kept.remove();
        }
    }

    @Override
    public void close() {
        try (PartMemory.Buffer _ = buffer; KeptSession _ = kept) {
            if (!isOver) {
                isOver = true;
                leave();
            }
        } finally {
            upload.id().ifPresent(rig.inHand::remove);
        }
    }

    /** What cannot be kept ends here: an upload that nobody else knows of is aborted. */
    private void leave() {
        boolean hasKept = false;
        try {
            if (isChanged && !isBroken && upload.canBeKept()) {
                keep();
                hasKept = true;
            }
        } finally {
            if (!hasKept) {
                upload.abandon();
            }
        }
    }

    private void keep() {
        List<SessionState.Part> parts = upload.parts();
        kept.keep(new SessionState("", partSize, upload.id(), parts, buffer.size()), buffer);
    }

    private void check(String action) {
        checkWhole();
        if (isOver) {
            throw wrong(action, "is over");
        }
        if (isBroken) {
            throw wrong(action, "has failed: go on at what was kept of it");
        }
        if (upload.isSealed() && action.equals(APPEND)) {
            throw wrong(action, "was read as a whole already");
        }
        readTail();
    }

    private void checkWhole() {
        kept.damage().ifPresent(damage -> {
            throw new StorageException(damage.kind(), String.valueOf(damage.getMessage()), damage);
        });
    }

    private void readTail() {
        if (unread > 0) {
            isBroken = true;
            kept.readTail(buffer, unread);
            unread = 0;
            isBroken = false;
        }
    }

    private StorageException wrong(String action, String state) {
        return rig.objects.place().wrong(action + " an upload at", partsKey, "it " + state);
    }
}
