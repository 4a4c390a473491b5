package dev.crossdock.replication.fake;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrer;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One repository of a {@link FakeRegistry}, as source and as target. */
public final class FakeRepository implements Source, Target {
    private final FakeRegistry registry;
    private final Repository name;
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, RawManifest> manifests = new ConcurrentHashMap<>();
    private final Map<Tag, Digest> tags = new ConcurrentHashMap<>();

    private final Map<Digest, List<Digest>> lies = new ConcurrentHashMap<>();

    FakeRepository(FakeRegistry registry, Repository name) {
        this.registry = registry;
        this.name = name;
    }

    /** Puts an image under a tag, as somebody's push does; nobody counts it as a call. */
    public Images.Picture push(String tag, Images.Picture image) {
        blobs.putAll(image.blobs());
        image.children().forEach(child -> manifests.put(child.digest(), child));
        manifests.put(image.digest(), image.root());
        tags.put(new Tag(tag), image.digest());
        return image;
    }

    /** Puts an image, or what belongs to one, under its digest alone. */
    public Images.Picture pushUntagged(Images.Picture image) {
        blobs.putAll(image.blobs());
        image.children().forEach(child -> manifests.put(child.digest(), child));
        manifests.put(image.digest(), image.root());
        return image;
    }

    /** From now on it says that this refers to that, whatever is true. */
    public void claim(Digest referrer, Digest subject) {
        lies.computeIfAbsent(subject, _ -> new CopyOnWriteArrayList<>()).add(referrer);
    }

    /** The manifest that stands under a tag. */
    public RawManifest at(String tag) {
        return Optional.ofNullable(find(new Tag(tag))).orElseThrow();
    }

    /** Another repository of the same content, as a new process finds it. */
    public void lend(FakeRepository other) {
        other.blobs.putAll(blobs);
        other.manifests.putAll(manifests);
        other.tags.putAll(tags);
    }

    /** Has the blobs of an image, nobody knows wherefrom. */
    public void gain(Images.Picture image) {
        blobs.putAll(image.blobs());
    }

    public void untag(String tag) {
        tags.remove(new Tag(tag));
    }

    /** Loses a blob, as a collector of garbage does. */
    public void lose(Digest blob) {
        blobs.remove(blob);
    }

    public Optional<Digest> tagged(String tag) {
        return Optional.ofNullable(tags.get(new Tag(tag)));
    }

    public boolean has(Digest digest) {
        return blobs.containsKey(digest) || manifests.containsKey(digest);
    }

    public byte[] bytes(Digest blob) {
        return Optional.ofNullable(blobs.get(blob)).orElseThrow().clone();
    }

    /** A line for each tag beneath which something is not there. */
    List<String> dangling() {
        List<String> lines = new ArrayList<>();
        tags.forEach((tag, digest) -> {
            if (!isWhole(digest)) {
                lines.add("%s:%s names %s, which is not whole".formatted(place(), tag, digest));
            }
        });
        return lines;
    }

    private boolean isWhole(Digest digest) {
        RawManifest raw = manifests.get(digest);
        return raw != null && lacking(raw).isEmpty() && Manifest.parse(raw).children().stream()
                .allMatch(child -> (registry.isSparse() && !manifests.containsKey(child.digest()))
                        || isWhole(child.digest()));
    }

    private Optional<Digest> lacking(RawManifest raw) {
        Manifest manifest = Manifest.parse(raw);
        return Optional.<Digest>empty()
                .or(() -> manifest.blobs().stream().map(Descriptor::digest).filter(it -> !blobs.containsKey(it))
                        .findFirst())
                .or(() -> manifest.children().stream().map(Descriptor::digest)
                        .filter(it -> !registry.isSparse() && !manifests.containsKey(it)).findFirst());
    }

    @Override
    public String place() {
        return registry.host() + "/" + name;
    }

    private @Nullable RawManifest find(TagOrDigest reference) {
        return switch (reference) {
            case Tag tag -> Optional.ofNullable(tags.get(tag)).map(manifests::get).orElse(null);
            case Digest digest -> manifests.get(digest);
        };
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        registry.called(Verb.DESCRIBE, name, reference.toString());
        return Optional.ofNullable(find(reference))
                .map(raw -> new Descriptor(raw.mediaType(), raw.digest(), raw.size()));
    }

    @Override
    public RawManifest manifest(TagOrDigest reference) {
        registry.called(Verb.MANIFEST, name, reference.toString());
        return Optional.ofNullable(find(reference)).orElseThrow(() -> missing("read manifest", reference.toString()));
    }

    @Override
    public BlobRange blob(Descriptor blob, long from, long to) {
        registry.called(Verb.BLOB, name, blob.digest().toString());
        byte[] bytes = Optional.ofNullable(blobs.get(blob.digest()))
                .orElseThrow(() -> missing("read blob", blob.digest().toString()));
        return new Range(Channels
                .newChannel(new ByteArrayInputStream(bytes, Math.toIntExact(from), Math.toIntExact(to - from))));
    }

    private RegistryException.Missing missing(String action, String object) {
        return new RegistryException.Missing(
                new Circumstance(action, object, "source " + place(), "404", "200"), null);
    }

    @Override
    public List<Tag> tags() {
        registry.called(Verb.TAGS, name, "");
        return tags.keySet().stream().sorted().toList();
    }

    @Override
    public boolean holds(Descriptor blob) {
        registry.called(Verb.HOLDS, name, blob.digest().toString());
        return blobs.containsKey(blob.digest());
    }

    @Override
    public MountAnswer mount(Descriptor blob, Repository from) {
        registry.called(Verb.MOUNT, name, from + " " + blob.digest());
        byte[] bytes = registry.repository(from).blobs.get(blob.digest());
        if (bytes == null) {
            return new MountAnswer.UploadOpened(new Receiving(blob));
        }
        blobs.put(blob.digest(), bytes);
        return new MountAnswer.Mounted();
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        registry.called(Verb.BEGIN, name, blob.digest().toString());
        return new Receiving(blob);
    }

    @Override
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        registry.called(Verb.PUT, name, reference.toString());
        Optional<Digest> lacking = lacking(manifest);
        if (lacking.isPresent() && !registry.isLenient()) {
            return new PutAnswer.BlobUnknown("404 BLOB_UNKNOWN " + lacking.get());
        }
        manifests.put(manifest.digest(), manifest);
        if (reference instanceof Tag tag) {
            tags.put(tag, manifest.digest());
        }
        registry.check();
        return new PutAnswer.Stored(registry.hasReferrersApi() && Manifest.parse(manifest).subject().isPresent());
    }

    @Override
    public Referrers referrers(Digest subject, Optional<String> artifactType) {
        return referrers(subject);
    }

    @Override
    public Referrers referrers(Digest subject) {
        registry.called(Verb.REFERRERS, name, subject.toString());
        if (!registry.hasReferrersApi()) {
            return Optional.ofNullable(find(SubjectTag.REFERRERS.of(subject))).map(Referrers::byTag)
                    .orElse(Referrers.NONE);
        }
        Stream<Referrer> honest = manifests.values().stream().map(Manifest::parse)
                .filter(it -> it.subject().filter(named -> named.digest().equals(subject)).isPresent())
                .map(Referrer::of);
        Stream<Referrer> claimed = lies.getOrDefault(subject, List.of()).stream()
                .map(digest -> new Referrer(new Descriptor(MediaType.OCI_MANIFEST.text(), digest, 1), ""));
        return Referrers.byApi(Stream.concat(honest, claimed)
                .sorted(Comparator.comparing(it -> it.descriptor().digest().hex())).toList());
    }

    private record Range(ReadableByteChannel bytes) implements BlobRange {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return bytes.read(into);
        }

        @Override
        public boolean isHonoured() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return bytes.isOpen();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private final class Receiving implements Upload {
        private final Descriptor blob;

        Receiving(Descriptor blob) {
            this.blob = blob;
        }

        @Override
        public Answer stream(Upload.Body body) {
            registry.called(Verb.STREAM, name, blob.digest().toString());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                body.writeTo(Channels.newChannel(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!Digest.sha256(bytes.toByteArray()).equals(blob.digest())) {
                throw FakeRegistry.corrupt("target " + place());
            }
            blobs.put(blob.digest(), bytes.toByteArray());
            return new Answer.Taken(OptionalLong.of(bytes.size()));
        }

        @Override
        public void cancel() {
            // Nothing was kept.
        }
    }
}
