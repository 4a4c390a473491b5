package dev.crossdock.proof.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The plainest HTTP there is: one request, one answer. */
public final class Web {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Web() {}

    /** A request to send with {@link #send}. */
    public static HttpRequest.Builder to(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(LONGEST);
    }

    /** A POST of a text. */
    public static HttpRequest.Builder post(URI uri, String body) {
        return to(uri).POST(BodyPublishers.ofString(body)).header("Content-Type", "application/json");
    }

    /** Sends it; throws UncheckedIOException where nobody answers. */
    public static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The status, or 0 where nobody answers. */
    public static int status(URI uri) {
        try {
            return send(to(uri)).statusCode();
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    /** The body as text. */
    public static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
