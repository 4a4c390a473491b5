package dev.crossdock.registry.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Somebody who speaks to a registry over HTTP with some credentials, or with none. */
public final class Guest {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient PLAIN = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpClient client;
    private final String base;
    private final Optional<String> authorization;

    /** Nobody, over this client. */
    public Guest(HttpClient client, String base) {
        this(client, base, Optional.empty());
    }

    Guest(int port) {
        this(PLAIN, "http://127.0.0.1:" + port, Optional.empty());
    }

    private Guest(HttpClient client, String base, Optional<String> authorization) {
        this.client = client;
        this.base = base;
        this.authorization = authorization;
    }

    Guest with(String header) {
        return new Guest(client, base, Optional.of(header));
    }

    Guest as(String user, String password) {
        return with("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
    }

    /** What came back. */
    public record Answer(HttpResponse<String> http) {
        /** Checks the status. */
        public Answer is(int status) {
            assertThat(http.statusCode()).as(http.request() + " " + http.body()).isEqualTo(status);
            return this;
        }

        /** The first header of the name, or nothing. */
        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** The body. */
        public String text() {
            return http.body();
        }

        /** All that could tell one answer from another. */
        String everything() {
            return http.statusCode() + " " + http.headers().map().entrySet().stream()
                    .filter(header -> !header.getKey().equals("date")).toList() + " " + http.body();
        }
    }

    /** Sends a request without a body. */
    public Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** Sends a request. */
    public Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String begin(String repository) {
        return send("POST", "/v2/" + repository + "/blobs/uploads/", "").is(202).header("Location");
    }

    Digest pushBlob(String repository, String content) {
        Digest digest = Digest.sha256(content.getBytes(UTF_8));
        send("PUT", begin(repository) + "?digest=" + digest, content).is(201);
        return digest;
    }

    /** Pushes an image, and gives the answer to its manifest. */
    Answer pushImage(String repository, String reference, String layer) {
        Digest config = pushBlob(repository, "{}");
        Digest blob = pushBlob(repository, layer);
        return putManifest(repository, reference, """
                {"schemaVersion":2,"mediaType":"%s",
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}"""
                .formatted(MANIFEST, config, blob, layer.length()));
    }

    Answer putManifest(String repository, String reference, String manifest) {
        return send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", MANIFEST);
    }
}
