package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.registry.wire.GoConnection.Payload;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends what dockerd sends (moby/moby, distribution/push_v2.go and pull_v2.go, over distribution's own client): the blob
 * is asked for, streamed into a session without a length, and closed by an empty PUT; a pull goes on with Range after a
 * break, and asks for no encoding.
 */
public final class DockerClient extends GoClient {
    private static final String AGENT = "docker/24.0.7 go/go1.20.10 git-commit/311b9ff kernel/6.1.0 os/linux"
            + " arch/amd64 UpstreamClient(Docker-Client/24.0.7 \\(linux\\))";
    private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

    /** Says hello as it does. */
    public DockerClient(Door door) {
        super(door, AGENT);
        Answer hello = send("GET", "/v2/", Map.of()).is(200);
        assertThat(hello.all("Docker-Distribution-Api-Version")).containsExactly("registry/2.0");
    }

    @Override
    public void push(String repository, String tag, SeededImage image) {
        image.children().forEach(child -> push(repository, child.manifest().digest(), child));
        image.blobs().reversed().forEach(blob -> push(repository, blob)); // the config comes last
        SeededBlob manifest = image.manifest();
        Answer stored = send("PUT", Wire.manifests(repository, tag), Map.of("Content-Type",
                List.of(manifest.mediaType())), new Payload.Sized(manifest.bytes()));
        stored.is(201).has("Docker-Content-Digest", manifest.digest());
        assertManifest(get(stored.location(), Map.of("Accept", MANIFESTS)), manifest);
    }

    private void push(String repository, SeededBlob blob) {
        Answer held = send("HEAD", Wire.blobs(repository, blob.digest()), Map.of());
        if (held.is(200, 404).status() == 200) {
            held.has("Content-Length", blob.bytes().length);
            return;
        }
        Answer begun = send("POST", Wire.uploads(repository), Map.of()).is(202);
        assertThat(begun.header("Docker-Upload-UUID")).isNotEmpty();
        Answer taken = send("PATCH", begun.location(), Map.of(), new Payload.Chunked(blob.bytes())).is(202);
        assertThat(taken.header("Docker-Upload-UUID")).isEqualTo(begun.header("Docker-Upload-UUID"));
        Matcher range = RANGE.matcher(taken.header("Range"));
        assertThat(range.matches()).as(taken.header("Range")).isTrue();
        assertThat(Integer.parseInt(range.group(2)) + 1).isEqualTo(blob.bytes().length);
        Answer stored = send("PUT", with(taken.location(), "digest", blob.digest()), Map.of()).is(201);
        stored.has("Docker-Content-Digest", blob.digest());
        send("HEAD", Wire.blobs(repository, blob.digest()), Map.of()).is(200).has("Content-Length",
                blob.bytes().length);
    }

    @Override
    public void pull(String repository, String tag, SeededImage image) {
        SeededBlob manifest = image.manifest();
        assertHead(send("HEAD", Wire.manifests(repository, tag), Map.of("Accept", MANIFESTS)), manifest);
        assertManifest(get(Wire.manifests(repository, manifest.digest()), Map.of("Accept", MANIFESTS)), manifest);
        image.children().forEach(child -> pull(repository, child.manifest().digest(), child));
        for (SeededBlob blob : image.blobs()) {
            Map<String, List<String>> whole = Map.of("Accept-Encoding", List.of("identity"));
            get(Wire.blobs(repository, blob.digest()), whole).is(200).holds(blob.bytes());
            int held = blob.bytes().length / 3;
            assertRest(get(Wire.blobs(repository, blob.digest()), Map.of("Accept-Encoding", List.of("identity"),
                    "Range", List.of("bytes=%d-".formatted(held)))), blob, held);
        }
    }
}
