package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A target in memory, whose uploads misbehave as a test says: the first begun as the first fault, and so on. */
final class FakeTarget implements Target {
    /** What is wrong with one upload. */
    sealed interface Fault {
        /** The connection breaks once more than so many bytes are sent. */
        record Break(int bytes, Optional<Duration> retryAfter) implements Fault {}

        /** The upload is committed, but its answer is lost. */
        record LostAnswer() implements Fault {}

        /** The target does not want it. */
        record Denied() implements Fault {}
    }

    Lacking lacking = Lacking.NOTHING;
    final Map<Digest, byte[]> held = new ConcurrentHashMap<>();
    final Set<Digest> manifests = ConcurrentHashMap.newKeySet();
    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    final List<Repository> mountsAsked = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    /** How many bytes all uploads were given. */
    final AtomicInteger received = new AtomicInteger();
    boolean mounts;
    private final String place;

    FakeTarget(String place) {
        this.place = place;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Lacking lacking() {
        return lacking;
    }

    @Override
    public boolean holds(Descriptor blob) {
        asked.incrementAndGet();
        return held.containsKey(blob.digest());
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return reference instanceof Digest digest && manifests.contains(digest)
                ? Optional.of(new Descriptor("", digest, 0))
                : Optional.empty();
    }

    @Override
    public MountAnswer mount(Descriptor blob, Repository from) {
        mountsAsked.add(from);
        if (mounts) {
            held.put(blob.digest(), new byte[0]);
            return new MountAnswer.Mounted();
        }
        return new MountAnswer.UploadOpened(beginUpload(blob));
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        begun.incrementAndGet();
        return new FakeUpload(blob.digest());
    }

    @Override
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        manifests.add(manifest.digest());
        return new PutAnswer.Stored();
    }

    private Circumstance circumstance(String got) {
        return new Circumstance("push blob", "", "target " + place, got, "201");
    }

    private final class FakeUpload implements Upload {
        private final Digest digest;

        FakeUpload(Digest digest) {
            this.digest = digest;
        }

        @Override
        public Answer stream(Upload.Body body) {
            Fault fault = faults.poll();
            if (fault instanceof Fault.Denied) {
                throw new RegistryException.Refused(circumstance("403 DENIED"), null);
            }
            Optional<Duration> retryAfter = fault instanceof Fault.Break it ? it.retryAfter() : Optional.empty();
            Bytes bytes = new Bytes(fault instanceof Fault.Break it ? it.bytes() : Integer.MAX_VALUE);
            try {
                body.writeTo(bytes);
            } catch (IOException e) {
                throw new RegistryException.Unavailable(circumstance("broken pipe"), retryAfter, e);
            }
            held.put(digest, bytes.all.toByteArray());
            if (fault instanceof Fault.LostAnswer) {
                throw new RegistryException.Unavailable(circumstance("no answer"), Optional.empty(), null);
            }
            return new Answer.Taken(OptionalLong.empty());
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }
    }

    private final class Bytes implements WritableByteChannel {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final int maximum;

        Bytes(int maximum) {
            this.maximum = maximum;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            if (all.size() + length > maximum) {
                throw new IOException("broken pipe");
            }
            byte[] taken = new byte[length];
            bytes.get(taken);
            all.write(taken, 0, length);
            received.addAndGet(length);
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
