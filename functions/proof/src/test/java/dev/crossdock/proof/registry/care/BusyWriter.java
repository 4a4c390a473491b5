package dev.crossdock.proof.registry.care;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Pushes images of a few layers, again and again the same ones, mounts their layers elsewhere, and deletes tags and
 * manifests; not blobs, which a registry lets a client take from under a manifest. An answer that a client may meet at any
 * time is none to complain of; one that tells of damage is.
 */
final class BusyWriter {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int REPOSITORIES = 3;
    private static final int LAYERS = 12;
    private static final int LAYER_BYTES = 20_000;
    private static final int TAGS = 6;
    private static final int ACTIONS = 10;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String OCTETS = "application/octet-stream";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServedProgram registry;
    private final Random random;
    private final AtomicLong pushes;

    BusyWriter(ServedProgram registry, Random random, AtomicLong pushes) {
        this.registry = registry;
        this.random = random;
        this.pushes = pushes;
    }

    /** Until it is told to stop; throws where the registry answers what it never may. */
    void run(BooleanSupplier isOver) throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            try {
                act();
            } catch (IOException _) {
                // killed a moment ago: what was answered before counts
            }
        }
        client.close();
    }

    private void act() throws IOException, InterruptedException {
        String repository = repository();
        int action = random.nextInt(ACTIONS);
        if (action < 6) {
            push(repository);
        } else if (action < 8) {
            send("DELETE", "/v2/%s/manifests/t%d".formatted(repository, random.nextInt(TAGS)), OCTETS, new byte[0]);
        } else {
            String digest = Content.digest(image(random.nextInt(LAYERS), random.nextInt(LAYERS)));
            send("DELETE", "/v2/%s/manifests/%s".formatted(repository, digest), OCTETS, new byte[0]);
        }
    }

    private void push(String repository) throws IOException, InterruptedException {
        int one = random.nextInt(LAYERS);
        int other = random.nextInt(LAYERS);
        if (hold(repository, layer(one)) && hold(repository, layer(other)) && hold(repository, Content.CONFIG)) {
            int status = send("PUT", "/v2/%s/manifests/t%d".formatted(repository, random.nextInt(TAGS)), MANIFEST,
                    image(one, other)).statusCode();
            pushes.addAndGet(status == 201 ? 1 : 0);
        }
    }

    /** As clients do: looks, mounts or uploads. */
    private boolean hold(String repository, byte[] blob) throws IOException, InterruptedException {
        String digest = Content.digest(blob);
        if (send("HEAD", "/v2/%s/blobs/%s".formatted(repository, digest), OCTETS, new byte[0]).statusCode() == 200) {
            return true;
        }
        String query = random.nextBoolean() ? "?mount=%s&from=%s".formatted(digest, repository()) : "";
        HttpResponse<byte[]> begun = send("POST", "/v2/%s/blobs/uploads/%s".formatted(repository, query), OCTETS,
                new byte[0]);
        if (begun.statusCode() != 202) {
            return begun.statusCode() == 201;
        }
        String location = begun.headers().firstValue("Location").orElseThrow();
        return send("PUT", location + (location.contains("?") ? "&" : "?") + "digest=" + digest, OCTETS, blob)
                .statusCode() == 201;
    }

    private HttpResponse<byte[]> send(String method, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        URI uri = path.startsWith("/") ? registry.at(path) : URI.create(path);
        HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(uri).timeout(ANSWER)
                .header("Content-Type", type).method(method, BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() >= SERVER_ERROR && answer.statusCode() != UNAVAILABLE) {
            throw new AssertionError("%s %s: got %d %s%n%s".formatted(method, path, answer.statusCode(), new String(
                    answer.body(), StandardCharsets.UTF_8), registry.evidence()));
        }
        return answer;
    }

    private String repository() {
        return "busy/r" + random.nextInt(REPOSITORIES);
    }

    static byte[] layer(int number) {
        byte[] bytes = new byte[LAYER_BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static byte[] image(int one, int other) {
        return Content.image(layer(one), layer(other));
    }
}
