package dev.crossdock.proof.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.site.SeededStream;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.Uploader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** An image with one layer that nobody here holds: it is generated on the way in and hashed on the way out. */
record LargeImage(String layer, String manifest) {
    private static final String TAG = "1";

    /** Streams the layer and puts the image over it, as tag 1. */
    static LargeImage push(URI registry, String repository, long seed, long bytes)
            throws IOException, InterruptedException {
        try (HttpClient http = client()) {
            URI uploads = registry.resolve("/v2/" + repository + "/blobs/uploads/");
            URI session = next(http, uploads, HttpRequest.newBuilder(uploads).POST(BodyPublishers.noBody()), 202);
            SeededStream stream = new SeededStream(seed, bytes);
            URI after = next(http, session,
                    HttpRequest.newBuilder(session).header("Content-Type", "application/octet-stream")
                            .method("PATCH", BodyPublishers.ofInputStream(() -> stream)),
                    202);
            String digest = stream.digest();
            URI commit = URI.create(after + (after.getQuery() == null ? "?" : "&") + "digest=" + digest);
            next(http, commit, HttpRequest.newBuilder(commit).PUT(BodyPublishers.noBody()), 201);
            return new LargeImage(digest, manifest(registry, repository, digest, bytes));
        }
    }

    private static String manifest(URI registry, String repository, String layer, long bytes)
            throws IOException, InterruptedException {
        SeededBlob config = new SeededBlob("application/vnd.oci.image.config.v1+json",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
        SeededBlob manifest = new SeededBlob("application/vnd.oci.image.manifest.v1+json", """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":{"mediaType":"%s","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}"""
                .formatted(config.mediaType(), config.digest(), config.bytes().length, layer, bytes)
                .getBytes(StandardCharsets.UTF_8));
        try (Uploader uploader = new Uploader(registry)) {
            uploader.push(config, repository);
            uploader.putManifest(manifest, repository, TAG);
        }
        return manifest.digest();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static URI next(HttpClient http, URI at, HttpRequest.Builder request, int wanted)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", at, answer.body()).isEqualTo(wanted);
        return at.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    /** The digest of what a registry gives for a blob. */
    static String pulled(URI registry, String repository, String digest) throws IOException, InterruptedException {
        try (HttpClient http = client()) {
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(registry.resolve("/v2/%s/blobs/%s".formatted(repository, digest))).build(),
                    BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (InputStream body = answer.body()) {
                return SeededStream.digest(body);
            }
        }
    }
}
