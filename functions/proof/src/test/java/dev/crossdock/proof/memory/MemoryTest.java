package dev.crossdock.proof.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningProgram;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.SeededStream;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.TrialFolder;
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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One blob of 4 GiB: pushed to and pulled from our registry, and copied from it to docker-registry, each with a heap of
 * 64 MiB. Nobody here holds it: it is generated on the way in and hashed on the way out.
 */
@Tag("long")
class MemoryTest {
    private static final String HEAP = "-Xmx64m";
    private static final int GIBIBYTES = 4;
    private static final int PLACES = 2;
    /** What a whole process may have resident: the smallest function that is promised to do (DESIGN.md, section 1). */
    private static final long RESIDENT_MEBIBYTES_MAXIMUM = 512;
    private static final Duration LONGEST_COPY = Duration.ofMinutes(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final String REPOSITORY = "team/large";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final long bytes = (long) LongForm.scaled(GIBIBYTES, 1) << 30;

    @Test
    void largeBlob_passesThroughASmallHeap() throws Exception {
        try (TrialFolder folder = TrialFolder.of("memory")) {
            assertThat(Files.getFileStore(folder.data("own")).getUsableSpace()).as("free bytes on the disk")
                    .isGreaterThan(PLACES * bytes + (1L << 30));
            try (RunningRegistry own = RunningRegistry.start(folder,
                    new RegistrySetup("own", Kind.OWN, folder.data("own")).withJavaOptions(HEAP));
                    RunningRegistry foreign = RunningRegistry.start(folder,
                            new RegistrySetup("foreign", Kind.FOREIGN, folder.data("foreign")))) {
                String digest = push(own);
                report("registry serve after the push", own.program().peakMebibytes());
                assertThat(pulled(own.uri(), REPOSITORY, digest)).isEqualTo(digest);
                report("registry serve after the pull", own.program().peakMebibytes());
                copy(folder, own, foreign);
                report("registry serve after the copy", own.program().peakMebibytes());
                assertThat(foreign.view().missing("mirror/large", "1")).isEmpty();
                assertThat(pulled(foreign.uri(), "mirror/large", digest)).isEqualTo(digest);
            }
        }
    }

    private void report(String what, long mebibytes) {
        System.out.printf("memory: %d GiB blob, %s, %s: %d MiB resident at most%n", bytes >> 30, HEAP, what, mebibytes);
        assertThat(mebibytes).as(what).isLessThanOrEqualTo(RESIDENT_MEBIBYTES_MAXIMUM);
    }

    /** Streams the blob and puts an image over it; gives the blob's digest. */
    private String push(RunningRegistry registry) throws IOException, InterruptedException {
        URI uploads = registry.uri().resolve("/v2/" + REPOSITORY + "/blobs/uploads/");
        URI session = next(uploads, HttpRequest.newBuilder(uploads).POST(BodyPublishers.noBody()), 202);
        SeededStream stream = new SeededStream(60, bytes);
        URI after = next(session, HttpRequest.newBuilder(session).header("Content-Type", "application/octet-stream")
                .method("PATCH", BodyPublishers.ofInputStream(() -> stream)), 202);
        String digest = stream.digest();
        URI commit = URI.create(after + (after.getQuery() == null ? "?" : "&") + "digest=" + digest);
        next(commit, HttpRequest.newBuilder(commit).PUT(BodyPublishers.noBody()), 201);
        SeededBlob config = new SeededBlob("application/vnd.oci.image.config.v1+json",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
        SeededBlob manifest = new SeededBlob("application/vnd.oci.image.manifest.v1+json", """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":{"mediaType":"%s","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}"""
                .formatted(config.mediaType(), config.digest(), config.bytes().length, digest, bytes)
                .getBytes(StandardCharsets.UTF_8));
        try (Uploader uploader = new Uploader(registry.uri())) {
            uploader.push(config, REPOSITORY);
            uploader.putManifest(manifest, REPOSITORY, "1");
        }
        return digest;
    }

    private URI next(URI at, HttpRequest.Builder request, int wanted) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", at, answer.body()).isEqualTo(wanted);
        return at.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private String pulled(URI registry, String repository, String digest) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(
                HttpRequest.newBuilder(registry.resolve("/v2/%s/blobs/%s".formatted(repository, digest))).build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream body = answer.body()) {
            return SeededStream.digest(body);
        }
    }

    private void copy(TrialFolder folder, RunningRegistry from, RunningRegistry to) {
        List<String> command = List.of(Distribution.built().launcher().toString(), "copy", "--src-tls-verify=false",
                "--dest-tls-verify=false", Skopeo.remote(from, REPOSITORY + ":1"), Skopeo.remote(to, "mirror/large:1"));
        long begun = System.nanoTime();
        long peak = 0;
        try (RunningProgram program = RunningProgram.start(command, Map.of("CROSSDOCK_JAVA_OPTS", HEAP),
                folder.output("copy"))) {
            while (!program.endsWithin(LOOK_EVERY) && System.nanoTime() - begun < LONGEST_COPY.toNanos()) {
                peak = Math.max(peak, program.peakMebibytes());
            }
            assertThat(program.isAlive()).as("copy runs for longer than " + LONGEST_COPY).isFalse();
            assertThat(program.exitCode()).as(program::evidence).isZero();
        }
        System.out.printf("memory: copied in %d s%n", Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        report("copy", peak);
    }
}
