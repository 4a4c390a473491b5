package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.registry.wire.GoConnection.Payload;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.util.List;
import java.util.Map;

/**
 * Sends what containerd sends (containerd/containerd, core/remotes/docker: pusher.go, fetcher.go, resolver.go): a blob
 * goes with the PUT that ends its session, after a wish to mount it; every request may name the registry that this one
 * mirrors ({@code ns}); a HEAD may not be redirected to an address that is signed for GET (moby/moby#50065).
 */
public final class ContainerdClient extends GoClient {
    private static final String AGENT = "containerd/2.0.0+unknown";
    private static final List<String> OCTETS = List.of("application/octet-stream");
    private static final List<String> ENCODINGS = List.of("zstd;q=1.0, gzip;q=0.8, deflate;q=0.5");

    private final String elsewhere;

    /** Mounts from this repository what it has. */
    public ContainerdClient(Door door, String elsewhere) {
        super(door, AGENT);
        this.elsewhere = elsewhere;
    }

    private static String mirrored(String target) {
        return target + (target.contains("?") ? "&" : "?") + "ns=docker.io";
    }

    private static Map<String, List<String>> accept(String mediaType) {
        return Map.of("Accept", List.of(mediaType + ", */*"));
    }

    @Override
    public void push(String repository, String tag, SeededImage image) {
        image.children().forEach(child -> push(repository, child.manifest().digest(), child));
        image.blobs().forEach(blob -> push(repository, blob));
        SeededBlob manifest = image.manifest();
        String target = mirrored(Wire.manifests(repository, tag));
        Answer held = send("HEAD", target, accept(manifest.mediaType())).is(200, 404);
        if (held.status() == 404 || !held.header("Docker-Content-Digest").equals(manifest.digest())) {
            send("PUT", target, Map.of("Content-Type", List.of(manifest.mediaType())),
                    new Payload.Sized(manifest.bytes())).is(201).has("Docker-Content-Digest", manifest.digest());
        }
    }

    private void push(String repository, SeededBlob blob) {
        Answer held = send("HEAD", mirrored(Wire.blobs(repository, blob.digest())), accept(blob.mediaType()));
        if (held.is(200, 404).status() == 200) {
            return;
        }
        Answer begun = send("POST", mirrored("%s?mount=%s&from=%s".formatted(Wire.uploads(repository), blob.digest(),
                elsewhere)), Map.of());
        if (begun.is(201, 202).status() == 201) {
            begun.has("Docker-Content-Digest", blob.digest());
            return;
        }
        send("PUT", with(begun.location(), "digest", blob.digest()), Map.of("Content-Type", OCTETS),
                new Payload.Sized(blob.bytes())).is(201).has("Docker-Content-Digest", blob.digest());
    }

    @Override
    public void pull(String repository, String tag, SeededImage image) {
        SeededBlob manifest = image.manifest();
        Map<String, List<String>> wanted = Map.of("Accept", List.of(String.join(", ", MANIFESTS) + ", */*"));
        assertHead(send("HEAD", mirrored(Wire.manifests(repository, tag)), wanted), manifest);
        assertManifest(get(mirrored(Wire.manifests(repository, manifest.digest())), accept(manifest.mediaType())),
                manifest);
        image.children().forEach(child -> pull(repository, child.manifest().digest(), child));
        image.blobs().forEach(blob -> pull(repository, blob));
    }

    private void pull(String repository, SeededBlob blob) {
        String target = mirrored(Wire.blobs(repository, blob.digest()));
        send("HEAD", target, accept(blob.mediaType())).is(200).has("Content-Length", blob.bytes().length);
        Answer whole = get(target, Map.of("Accept", List.of(blob.mediaType() + ", */*"), "Accept-Encoding", ENCODINGS));
        assertThat(whole.is(200).holds(blob.bytes()).all("Content-Encoding")).isEmpty();
        int held = blob.bytes().length - 1;
        assertRest(get(target, Map.of("Accept", List.of(blob.mediaType() + ", */*"), "Accept-Encoding", ENCODINGS,
                "Range", List.of("bytes=%d-".formatted(held)))), blob, held);
    }
}
