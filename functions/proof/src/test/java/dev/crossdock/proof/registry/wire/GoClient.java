package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.registry.wire.GoConnection.Payload;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A client written in Go: what docker and containerd have in common. */
public abstract sealed class GoClient implements AutoCloseable permits DockerClient, ContainerdClient {
    /** The media types of manifests, as both ask for them. */
    static final List<String> MANIFESTS = List.of("application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json");
    private static final int TEMPORARY_REDIRECT = 307;

    private final Door door;
    private final String agent;
    private final GoConnection connection;

    GoClient(Door door, String agent) {
        this.door = door;
        this.agent = agent;
        this.connection = new GoConnection(door, agent);
    }

    /** Pushes the image as this client does, and checks what it checks. */
    public abstract void push(String repository, String tag, SeededImage image);

    /** Pulls what the tag names, with all that is beneath it, and checks every byte. */
    public abstract void pull(String repository, String tag, SeededImage image);

    final Answer send(String method, String target, Map<String, List<String>> headers, Payload payload) {
        return connection.send(method, target, headers, payload);
    }

    final Answer send(String method, String target, Map<String, List<String>> headers) {
        return send(method, target, headers, new Payload.None());
    }

    /** Follows a redirect to storage, on a connection of its own and without the password. */
    final Answer get(String target, Map<String, List<String>> headers) {
        Answer answer = send("GET", target, headers);
        if (answer.status() != TEMPORARY_REDIRECT) {
            return answer;
        }
        URI storage = URI.create(answer.location());
        try (GoConnection elsewhere = new GoConnection(door.elsewhere(storage), agent)) {
            return elsewhere.send("GET", storage.toString(), headers, new Payload.None());
        }
    }

    /** The address with another parameter, encoded as Go encodes it: the digest's colon too. */
    static String with(String address, String name, String value) {
        return address + (address.contains("?") ? "&" : "?") + name + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The manifest, checked as clients check it: by its length, its digest, and its own bytes. */
    static void assertManifest(Answer answer, SeededBlob manifest) {
        answer.is(200).has("Content-Type", manifest.mediaType()).has("Docker-Content-Digest", manifest.digest())
                .holds(manifest.bytes());
    }

    /** The head of one. */
    static void assertHead(Answer answer, SeededBlob manifest) {
        answer.is(200).has("Content-Type", manifest.mediaType()).has("Docker-Content-Digest", manifest.digest())
                .has("Content-Length", manifest.bytes().length);
    }

    /** The rest of a blob, for a client that already has so many bytes of it. */
    static void assertRest(Answer answer, SeededBlob blob, int held) {
        int size = blob.bytes().length;
        answer.is(206).has("Content-Range", "bytes %d-%d/%d".formatted(held, size - 1, size))
                .holds(Wire.part(blob.bytes(), held, size));
        assertThat(answer.all("Content-Encoding")).isEmpty();
    }

    @Override
    public void close() {
        connection.close();
    }
}
