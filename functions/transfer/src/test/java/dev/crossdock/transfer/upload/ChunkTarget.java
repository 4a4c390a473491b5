package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

// tidy: file all the ways in which one upload can go wrong, which share its state
/** A target in memory that takes chunks, and misbehaves as a test says. */
final class ChunkTarget implements Target {
    /** What is wrong with one chunk, or with one body in one piece. */
    sealed interface Fault {
        /** So many bytes are taken, then the connection breaks. */
        record Cut(int bytes) implements Fault {}

        /** So many bytes are taken, then the body has nothing to say for too long. */
        record Idle(int bytes) implements Fault {}

        /** The upload is forgotten before the chunk arrives. */
        record Forget() implements Fault {}

        /** The connection breaks, and so many bytes are taken only after the upload was asked for. */
        record Late(int bytes) implements Fault {}

        /** It says that it took all, and took so many bytes alone, and its Range says so. */
        record Partly(int bytes) implements Fault {}

        /** It takes the chunk in twice. */
        record Twice() implements Fault {}

        /** Nothing is wrong. */
        record None() implements Fault {}
    }

    final Map<Digest, byte[]> held = new HashMap<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    final Map<String, ByteArrayOutputStream> uploads = new HashMap<>();
    final List<String> log = new ArrayList<>();
    HostTraits traits = HostTraits.UNKNOWN;
    long largestBody = Long.MAX_VALUE;
    int leastChunk;
    boolean takesChunks = true;
    boolean tellsStanding = true;
    boolean tellsWanted = true;
    boolean tellsRange = true;
    /** Uploads for which every request fails so; {@code new}: no upload can be begun. */
    final Map<String, RegistryException> sick = new HashMap<>();
    boolean losesCommitAnswer;
    private byte[] late = {};
    /** From what it holds to what its Range says after a chunk. */
    LongUnaryOperator range = LongUnaryOperator.identity();
    int cancelled;
    private int begun;

    @Override
    public String place() {
        return "to.example/app";
    }

    @Override
    public boolean holds(Descriptor blob) {
        return held.containsKey(blob.digest());
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return Optional.empty();
    }

    @Override
    public MountAnswer mount(Descriptor blob, Repository from) {
        return new MountAnswer.UploadOpened(beginUpload(blob));
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        failIfSick("new");
        String id = "upload-" + ++begun;
        uploads.put(id, new ByteArrayOutputStream());
        log.add("begin");
        return new Receiving(blob, id);
    }

    @Override
    public Optional<Upload> resumeUpload(Descriptor blob, String address) {
        return Optional.of(new Receiving(blob, address));
    }

    @Override
    public HostTraits traits() {
        return traits;
    }

    @Override
    public void observed(HostTraits corrected) {
        traits = corrected;
    }

    @Override
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        return new PutAnswer.Stored();
    }

    private static Circumstance circumstance(String got) {
        return new Circumstance("push blob", "", "target to.example/app", got, "202");
    }

    private void failIfSick(String id) {
        RegistryException failure = sick.get(id);
        if (failure != null) {
            throw failure;
        }
    }

    static RegistryException.Unavailable unavailable() {
        return new RegistryException.Unavailable(circumstance("a broken pipe"), Optional.empty(), null);
    }

    private static Upload.Answer declined(Upload.Reason reason, OptionalLong wanted) {
        return new Upload.Answer.Declined(reason, wanted, new RegistryException.Refused(circumstance(reason.name()),
                null));
    }

    private final class Receiving implements Upload {
        private final Descriptor blob;
        private final String id;

        Receiving(Descriptor blob, String id) {
            this.blob = blob;
            this.id = id;
        }

        private Fault fault() {
            return faults.isEmpty() ? new Fault.None() : faults.remove();
        }

        @Override
        public Answer stream(Body body) {
            log.add("stream");
            if (blob.size() > largestBody) {
                return declined(Reason.TOO_LARGE, OptionalLong.empty());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            uploads.put(id, bytes);
            try {
                body.writeTo(new Pipe(bytes, fault()));
            } catch (IOException e) {
                throw unavailable();
            }
            return store(bytes);
        }

        @Override
        public Answer chunk(long offset, ByteBuffer chunk) {
            int length = chunk.remaining();
            log.add(offset + "+" + length);
            failIfSick(id);
            Fault fault = fault();
            if (fault instanceof Fault.Forget) {
                uploads.remove(id);
            }
            ByteArrayOutputStream bytes = uploads.get(id);
            if (!takesChunks) {
                return declined(Reason.NO_CHUNKS, OptionalLong.empty());
            }
            if (length > largestBody) {
                return declined(Reason.TOO_LARGE, OptionalLong.empty());
            }
            if (bytes == null) {
                return declined(Reason.GONE, OptionalLong.empty());
            }
            if (offset != bytes.size()) {
                return declined(Reason.OUT_OF_PLACE, wanted(bytes.size()));
            }
            byte[] all = new byte[length];
            chunk.duplicate().get(all);
            bytes.write(all, 0, switch (fault) {
                case Fault.Cut(int count) -> Math.min(count, length);
                case Fault.Partly(int count) -> Math.min(count, length);
                case Fault.Late _ -> 0;
                case Fault.Idle _,Fault.Forget _,Fault.Twice _,Fault.None _ -> length;
            });
            late = fault instanceof Fault.Late(int count) ? Arrays.copyOf(all, count) : late;
            if (fault instanceof Fault.Twice) {
                bytes.write(all, 0, length);
            }
            if (fault instanceof Fault.Cut || fault instanceof Fault.Late) {
                throw unavailable();
            }
            return new Answer.Taken(OptionalLong.of(range.applyAsLong(bytes.size())));
        }

        private OptionalLong wanted(int size) {
            if (tellsWanted) {
                return OptionalLong.of(size);
            }
            return tellsRange ? OptionalLong.of(range.applyAsLong(size)) : OptionalLong.empty();
        }

        @Override
        public Standing standing() {
            log.add("standing");
            failIfSick(id);
            if (!tellsStanding) {
                return new Standing.Untold();
            }
            ByteArrayOutputStream bytes = uploads.get(id);
            Standing standing = bytes == null ? new Standing.Gone() : new Standing.Holds(bytes.size());
            if (bytes != null) {
                bytes.writeBytes(late);
                late = new byte[0];
            }
            return standing;
        }

        @Override
        public Answer commit() {
            log.add("commit");
            failIfSick(id);
            ByteArrayOutputStream bytes = uploads.get(id);
            if (bytes == null) {
                return declined(Reason.GONE, OptionalLong.empty());
            }
            Answer answer = store(bytes);
            if (losesCommitAnswer) {
                losesCommitAnswer = false;
                throw unavailable();
            }
            return answer;
        }

        private Answer store(ByteArrayOutputStream bytes) {
            uploads.remove(id);
            if (!Digest.of(blob.digest().algorithm(), bytes.toByteArray()).equals(blob.digest())) {
                return declined(Reason.OTHER_BYTES, OptionalLong.empty());
            }
            held.put(blob.digest(), bytes.toByteArray());
            return new Answer.Taken(OptionalLong.empty());
        }

        @Override
        public int leastChunk() {
            return leastChunk;
        }

        @Override
        public String address() {
            return id;
        }

        @Override
        public void cancel() {
            cancelled++;
            uploads.remove(id);
        }
    }

    private record Pipe(ByteArrayOutputStream bytes, Fault fault) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer buffer) throws IOException {
            int length = buffer.remaining();
            int room = switch (fault) {
                case Fault.Cut(int count) -> count - bytes.size();
                case Fault.Idle(int count) -> count - bytes.size();
                case Fault.Late _,Fault.Partly _,Fault.Forget _,Fault.Twice _,Fault.None _ -> length;
            };
            byte[] taken = new byte[Math.clamp(room, 0, length)];
            buffer.get(taken);
            bytes.write(taken, 0, taken.length);
            if (taken.length < length) {
                throw fault instanceof Fault.Idle
                        ? new Upload.IdleException("the body had no byte for too long")
                        : new IOException("broken pipe");
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
