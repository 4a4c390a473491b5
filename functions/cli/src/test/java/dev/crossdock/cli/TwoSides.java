package dev.crossdock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.Uploader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A source and a target in process, and copies from one to the other. */
final class TwoSides implements AutoCloseable {
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final Path folder;
    private final RegistryServer source;
    private final RegistryServer target;
    private final Uploader uploader;
    private final HttpClient http = HttpClient.newHttpClient();

    TwoSides(Path folder) throws IOException {
        this.folder = folder;
        this.source = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("source")));
        this.target = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("target")));
        this.uploader = new Uploader(URI.create("http://127.0.0.1:" + source.port()));
    }

    /** An index for two platforms in the source, under the tag 1. */
    SeededImage push(long seed, String repository) throws IOException, InterruptedException {
        SeededImage image = new SeededImages(seed).index(SeededImages.Format.OCI, "amd64", "s390x");
        uploader.push(image, repository, "1");
        return image;
    }

    /** Something that refers to a manifest in the source: its digest. */
    String attach(String repository, SeededBlob subject, String artifactType) throws IOException, InterruptedException {
        SeededBlob empty = new SeededBlob("application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8));
        String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}";
        String json = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"config\":%s,\"layers\":[%s],\"subject\":%s}"
                .formatted(OCI_MANIFEST, artifactType,
                        entry.formatted(empty.mediaType(), empty.digest(), empty.bytes().length),
                        entry.formatted(empty.mediaType(), empty.digest(), empty.bytes().length),
                        entry.formatted(subject.mediaType(), subject.digest(), subject.bytes().length));
        SeededBlob manifest = new SeededBlob(OCI_MANIFEST, json.getBytes(UTF_8));
        uploader.push(empty, repository);
        uploader.putManifest(manifest, repository, manifest.digest());
        return manifest.digest();
    }

    /** A small image of the source under a tag of cosign's. */
    String cosign(String repository, SeededBlob subject, String suffix) throws IOException, InterruptedException {
        SeededImage signature = new SeededImages(99).image(SeededImages.Format.OCI, 1, 20);
        uploader.push(signature, repository, subject.digest().replace(':', '-') + suffix);
        return signature.manifest().digest();
    }

    String from(String image) {
        return "docker://127.0.0.1:%d/%s".formatted(source.port(), image);
    }

    String to(String image) {
        return "docker://127.0.0.1:%d/%s".formatted(target.port(), image);
    }

    /** Copies, over plain HTTP, with what else is asked for. */
    Said copy(String sourceImage, String targetImage, String... options) {
        return Said.by(Stream.of(Stream.of("copy", "--src-tls-verify=false", "--dest-tls-verify=false"),
                Stream.of(options), Stream.of(from(sourceImage), to(targetImage))).flatMap(each -> each)
                .toArray(String[]::new));
    }

    /** Pushes an image of one platform to the source. */
    void push(SeededImage image, String repository, String tag) throws IOException, InterruptedException {
        uploader.push(image, repository, tag);
    }

    /** Makes the source lose the bytes of a blob that its manifests go on naming. */
    void lose(String digest) throws IOException {
        String hex = digest.substring(digest.indexOf(':') + 1);
        Files.delete(folder.resolve("source/docker/registry/v2/blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex)
                .resolve("data"));
    }

    /** Syncs one repository to another, over plain HTTP. */
    Said sync(String sourceImage, String targetImage, String... options) {
        return Said.by(Stream.of(Stream.of("sync", "--src-tls-verify=false", "--dest-tls-verify=false"),
                Stream.of(options), Stream.of(from(sourceImage), to(targetImage))).flatMap(each -> each)
                .toArray(String[]::new));
    }

    /** What a tag or digest in the target says; empty where there is none. */
    Optional<String> digestInTarget(String repository, String reference) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:%d/v2/%s/manifests/%s".formatted(target.port(), repository,
                        reference)))
                .header("Accept", "*/*").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
        return answer.statusCode() == 200 ? answer.headers().firstValue("Docker-Content-Digest") : Optional.empty();
    }

    @Override
    public void close() {
        http.shutdownNow();
        uploader.close();
        source.close();
        target.close();
    }
}
