package dev.crossdock.testkit.field;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/** The plainest client there is: it follows nothing, repeats nothing and judges nothing. */
public final class Client implements AutoCloseable {
    /** An answer that came whole. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Got(int status, byte[] body, HttpResponse<byte[]> response) {
        /** The header's value, or nothing. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The body as text. */
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;

    /** Asks this registry. */
    public Client(URI registry) {
        this.registry = registry;
    }

    /** Asks for nothing but what the target says; headers as name, value, name, value. */
    public Got ask(String method, String target, String... headers) throws IOException {
        return send(method, target, new byte[0], headers);
    }

    /** Sends bytes. */
    public Got send(String method, String target, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(registry.resolve(target)).method(method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Got(response.statusCode(), response.body(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Opens an upload, and gives its address. */
    public String upload(String repository) throws IOException {
        return ask("POST", "/v2/" + repository + "/blobs/uploads/").header("Location");
    }

    /** Sends a chunk that begins at this byte. */
    public Got patch(String location, byte[] blob, int from, int to) throws IOException {
        return send("PATCH", location, Arrays.copyOfRange(blob, from, to), "Content-Range",
                from + "-" + (to - 1));
    }

    /** Commits, with or without the last bytes. */
    public Got put(String location, String digest, byte[] rest) throws IOException {
        return send("PUT", location + (location.indexOf('?') < 0 ? "?" : "&") + "digest=" + digest, rest);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
