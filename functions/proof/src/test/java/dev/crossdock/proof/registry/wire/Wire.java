package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/** Speaks to a registry with Java's own client. Every answer is held to what any answer has to keep to. */
public final class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAXIMUM_REDIRECTS = 5;
    private static final int ERROR = 400;

    private final Door door;
    private final HttpClient client;

    /** Connects when it first has something to say. */
    public Wire(Door door) {
        this.door = door;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        door.trust().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** What it speaks to. */
    public Door door() {
        return door;
    }

    /** GET; redirects are followed as clients do, without the password. */
    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** HEAD; a redirect is none of a registry's business here, since an address that is signed is signed for GET. */
    public Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    /** DELETE. */
    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    /** POST without a body. */
    public Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody());
    }

    /** A body of announced length. */
    public Answer send(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofByteArray(body), headers);
    }

    /** A body that says itself where it ends: HTTP's chunked transfer. */
    public Answer stream(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    /** A manifest under a tag or a digest. */
    public Answer putManifest(String repository, Object reference, String mediaType, byte[] manifest) {
        return send("PUT", manifests(repository, reference), manifest, "Content-Type", mediaType);
    }

    private Answer send(String method, String path, BodyPublisher body, String... headers) {
        URI uri = door.uri().resolve(path);
        boolean isFollowed = false;
        for (int redirects = 0; redirects < MAXIMUM_REDIRECTS; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, body);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            if (!isFollowed) {
                door.authorization().ifPresent(value -> request.header("Authorization", value));
            }
            HttpResponse<byte[]> response = exchange(request.build());
            if (!method.equals("GET") || response.statusCode() != 307) {
                return checked(new Answer(method + " " + path, response.statusCode(), response.headers(),
                        response.body()));
            }
            uri = uri.resolve(response.headers().firstValue("Location").orElseThrow());
            isFollowed = true;
        }
        throw new AssertionError("%s %s: more than %d redirects".formatted(method, path, MAXIMUM_REDIRECTS));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A HEAD has no body, but the length of one; an error has the specification's shape. */
    private static Answer checked(Answer answer) {
        if (answer.asked().startsWith("HEAD")) {
            assertThat(answer.bytes()).as(answer.asked()).isEmpty();
            answer.hasNo("Transfer-Encoding");
        } else if (answer.status() >= ERROR) {
            assertThat(answer.header("Content-Type")).as(answer.asked()).matches("application/json(; charset=utf-8)?");
            assertThat(answer.json().at("/errors/0/code").asText()).as(answer.asked()).matches("[A-Z_]+");
        }
        return answer;
    }

    /** Begins an upload, and gives its address. */
    public String begin(String repository) {
        return post(uploads(repository)).is(202).has("Range", "0-0").location();
    }

    /** Pushes a blob in the simplest way. */
    public Digest pushBlob(String repository, byte[] bytes) {
        Digest digest = Digest.sha256(bytes);
        send("PUT", post(uploads(repository)).is(202).location(digest), bytes).is(201);
        return digest;
    }

    /** {@code /v2/<repository>/blobs/<digest>}. */
    public static String blobs(String repository, Object digest) {
        return "/v2/%s/blobs/%s".formatted(repository, digest);
    }

    /** {@code /v2/<repository>/blobs/uploads/}. */
    public static String uploads(String repository) {
        return "/v2/%s/blobs/uploads/".formatted(repository);
    }

    /** {@code /v2/<repository>/manifests/<reference>}. */
    public static String manifests(String repository, Object reference) {
        return "/v2/%s/manifests/%s".formatted(repository, reference);
    }

    /** {@code /v2/<repository>/referrers/<digest>}. */
    public static String referrers(String repository, Object digest) {
        return "/v2/%s/referrers/%s".formatted(repository, digest);
    }

    /** {@code /v2/<repository>/tags/list}. */
    public static String tags(String repository) {
        return "/v2/%s/tags/list".formatted(repository);
    }

    /** A part of some bytes. */
    public static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
