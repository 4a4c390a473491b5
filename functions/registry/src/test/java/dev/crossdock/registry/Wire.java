package dev.crossdock.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Speaks to a registry over real HTTP, with Java's own client, which shares no line with ours. */
final class Wire implements AutoCloseable {
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Wire(int port) {
        this.port = port;
    }

    /** What came back; the body as Latin-1 text, so that no byte is lost. */
    record Answer(HttpResponse<byte[]> http) {
        int status() {
            return http.statusCode();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        List<String> headers(String name) {
            return http.headers().allValues(name);
        }

        byte[] bytes() {
            return http.body();
        }

        String text() {
            return new String(http.body(), UTF_8);
        }

        JsonNode json() {
            try {
                return JSON.readTree(http.body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        /** Checks the status, and the code in the specification's error shape. */
        Answer refused(int status, String code) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).isEqualTo("application/json");
            assertThat(json().at("/errors/0/code").asText()).isEqualTo(code);
            assertThat(json().at("/errors/0/message").asText()).isNotEmpty();
            assertThat(json().at("/errors/0/detail").asText()).isNotEmpty();
            return this;
        }

        Answer is(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            return this;
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer post(String path, byte[] body, String... headers) {
        return send("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    Answer put(String path, byte[] body, String... headers) {
        return send("PUT", path, BodyPublishers.ofByteArray(body), headers);
    }

    Answer patch(String path, byte[] body, String... headers) {
        return send("PATCH", path, BodyPublishers.ofByteArray(body), headers);
    }

    /** Without an announced length: HTTP's chunked transfer. */
    Answer stream(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE).method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends these very bytes, and gives back everything until the registry closes. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Begins an upload, and gives its address. */
    String begin(String repository) {
        Answer answer = post("/v2/" + repository + "/blobs/uploads/", new byte[0]).is(202);
        return answer.header("Location");
    }

    Digest pushBlob(String repository, byte[] bytes) {
        Digest digest = Digest.sha256(bytes);
        put(begin(repository) + "?digest=" + digest, bytes).is(201);
        return digest;
    }

    /** Pushes an image of one configuration and some layers, and gives its manifest's bytes. */
    byte[] pushImage(String repository, String reference, String... layers) {
        byte[] manifest = image(repository, layers);
        putManifest(repository, reference, OCI_MANIFEST, manifest).is(201);
        return manifest;
    }

    /** Pushes the blobs of an image, and writes its manifest. */
    byte[] image(String repository, String... layers) {
        StringBuilder listed = new StringBuilder();
        for (String layer : layers) {
            listed.append(listed.isEmpty() ? "" : ",").append(descriptor("application/vnd.oci.image.layer.v1.tar+gzip",
                    pushBlob(repository, layer.getBytes(UTF_8)), layer.length()));
        }
        byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(UTF_8);
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\n \"config\":%s,\"layers\":[%s],\"unknown\":[1, 2]}"
                .formatted(OCI_MANIFEST, descriptor("application/vnd.oci.image.config.v1+json",
                        pushBlob(repository, config), config.length), listed)
                .getBytes(UTF_8);
    }

    Answer putManifest(String repository, String reference, String mediaType, byte[] manifest) {
        return put("/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", mediaType);
    }

    static String descriptor(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
