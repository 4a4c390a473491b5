package dev.crossdock.registry.upstream;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An upstream that holds what it was given, can go away, and writes down what it is asked. */
final class FakeUpstream implements Upstream {
    static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, RawManifest> manifests = new ConcurrentHashMap<>();
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, List<Digest>> referrers = new ConcurrentHashMap<>();
    final AtomicInteger glances = new AtomicInteger();
    volatile boolean isAway;
    /** What becomes of a blob's stream on its way. */
    volatile UnaryOperator<InputStream> way = UnaryOperator.identity();

    /** Puts an image of one layer under the tag, and says its digest. */
    Digest image(Tag tag, byte[] layer, Optional<Digest> subject) {
        Digest digest = Digest.sha256(layer);
        blobs.put(digest, layer);
        blobs.put(Digest.sha256(CONFIG), CONFIG);
        String json = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},%s
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                """.formatted(TYPE, Digest.sha256(CONFIG), subject
                .map("\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%%s\",\"size\":7},".formatted(TYPE)::formatted)
                .orElse(""), digest, layer.length);
        RawManifest raw = RawManifest.of(TYPE, json.getBytes(StandardCharsets.UTF_8));
        Digest named = Manifest.parse(raw).digest();
        manifests.put(tag.name(), raw);
        manifests.put(named.toString(), raw);
        subject.ifPresent(of -> referrers.computeIfAbsent(of, _ -> new ArrayList<>()).add(named));
        return named;
    }

    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    void remove(Tag tag) {
        manifests.remove(tag.name());
    }

    void substitute(Digest digest, String json) {
        manifests.put(digest.toString(), RawManifest.of(TYPE, json.getBytes(StandardCharsets.UTF_8)));
    }

    private void note(String what) {
        asked.add(what);
        if (isAway) {
            throw new UpstreamException.Away(what + ": connection refused", Optional.empty(), null);
        }
    }

    @Override
    public String place() {
        return "upstream.example";
    }

    @Override
    public Optional<Descriptor> describe(Repository repository, TagOrDigest reference) {
        note("HEAD " + repository + " " + reference);
        return Optional.ofNullable(manifests.get(reference.toString())).map(raw -> Manifest.parse(raw).descriptor());
    }

    @Override
    public Optional<Descriptor> glance(Repository repository, TagOrDigest reference) {
        glances.incrementAndGet();
        return describe(repository, reference);
    }

    @Override
    public Optional<RawManifest> manifest(Repository repository, TagOrDigest reference) {
        note("GET " + repository + " " + reference);
        return Optional.ofNullable(manifests.get(reference.toString()));
    }

    @Override
    public Optional<Long> size(Repository repository, Digest blob) {
        note("HEAD " + repository + " " + blob);
        return Optional.ofNullable(blobs.get(blob)).map(bytes -> (long) bytes.length);
    }

    @Override
    public InputStream open(Repository repository, Descriptor blob) {
        note("GET " + repository + " " + blob.digest());
        return way.apply(new ByteArrayInputStream(blobs.getOrDefault(blob.digest(), new byte[0])));
    }

    @Override
    public List<Tag> tags(Repository repository) {
        note("tags of " + repository);
        return manifests.keySet().stream().filter(name -> !name.contains(":")).map(Tag::new).toList();
    }

    @Override
    public List<Digest> referrers(Repository repository, Digest subject) {
        note("referrers of " + subject);
        return referrers.getOrDefault(subject, List.of());
    }
}
