package dev.crossdock.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends a registry's notifications to an address, four at a time. */
final class Sender implements AutoCloseable {
    private static final int AT_ONCE = 4;
    private static final int ACCEPTED = 202;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final URI address;
    private final String token;

    Sender(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** So many of the same push. */
    void send(int times, String repository, String digest) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Hook.body(LayeredImage.MANIFEST, digest, repository, LayeredImage.TAG)))
                .build();
        List<Future<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sent.add(threads.submit(() -> http.send(request, HttpResponse.BodyHandlers.ofString())));
        }
        for (Future<HttpResponse<String>> each : sent) {
            try {
                if (each.get().statusCode() != ACCEPTED) {
                    throw new IOException("%s: got %d %s, wanted 202".formatted(address, each.get().statusCode(),
                            each.get().body()));
                }
            } catch (ExecutionException e) {
                throw new IOException(address + ": " + e.getCause(), e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
        http.close();
    }
}
