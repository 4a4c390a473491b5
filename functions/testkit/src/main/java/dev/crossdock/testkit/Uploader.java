package dev.crossdock.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;

/** Pushes and reads images in the plainest way there is, so that tests of our client need not trust our client. */
public final class Uploader implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;

    /** For a registry that asks for no credentials. */
    public Uploader(URI registry) {
        this.registry = registry;
    }

    /** Pushes the blobs, the manifests by digest from the bottom up, and at last the tag. */
    public void push(SeededImage image, String repository, String tag) throws IOException, InterruptedException {
        Set<String> pushed = new HashSet<>();
        for (SeededBlob blob : image.allBlobs().toList()) {
            if (pushed.add(blob.digest())) {
                push(blob, repository);
            }
        }
        for (SeededBlob manifest : image.allManifests().toList()) {
            putManifest(manifest, repository, manifest.digest());
        }
        putManifest(image.manifest(), repository, tag);
    }

    /** Pushes one blob. */
    public void push(SeededBlob blob, String repository) throws IOException, InterruptedException {
        URI uploads = registry.resolve("/v2/" + repository + "/blobs/uploads/");
        HttpResponse<byte[]> opened = send(HttpRequest.newBuilder(uploads).POST(BodyPublishers.noBody()), 202);
        String location = opened.headers().firstValue("Location").orElseThrow();
        URI upload = uploads.resolve(location + (location.indexOf('?') < 0 ? "?" : "&") + "digest=" + blob.digest());
        send(HttpRequest.newBuilder(upload).header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(blob.bytes())), 201);
    }

    /** Puts a manifest under a tag or its digest. */
    public void putManifest(SeededBlob manifest, String repository, String reference)
            throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + reference))
                .header("Content-Type", manifest.mediaType()).PUT(BodyPublishers.ofByteArray(manifest.bytes())), 201);
    }

    /** The body under a path of the registry, whatever is there. */
    public byte[] get(String path, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(registry.resolve(path)).header("Accept", accept), 200).body();
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, int wanted)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != wanted) {
            throw new IOException(
                    "%s: got %d, wanted %d: %s".formatted(response.request(), response.statusCode(), wanted,
                            new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)));
        }
        return response;
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
