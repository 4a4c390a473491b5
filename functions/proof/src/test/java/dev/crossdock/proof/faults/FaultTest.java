package dev.crossdock.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.Distribution.Answer;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.testkit.FlakyProxy;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Targets that are down, sources that break off, sources that lie. */
@Tag("long")
class FaultTest {
    private static final int DOWN_SECONDS = 60;
    private static final int LEAST_DOWN_SECONDS = 8;
    private static final int LAYER_BYTES = 10 << 20;
    private static final long CUT_BYTES = 1 << 20;

    @Test
    void targetDownForAWhile_getsTheImageWhenItIsBack() {
        SeededImage image = new SeededImages(50).image(Format.OCI, 3, LAYER_BYTES);
        Duration down = Duration.ofSeconds(LongForm.scaled(DOWN_SECONDS, LEAST_DOWN_SECONDS));
        try (Site site = Site.start("target-down", Kind.FOREIGN)) {
            site.prod().stop();
            new Skopeo(site.folder()).push(image, site.edge(), "team/patient:1");

            assertThat(site.serve().program().endsWithin(down)).as("serve ended while the target was down").isFalse();
            site.prod().startAgain();

            site.awaitArrival("team/patient", "1", image.manifest().digest());
            assertThat(site.serve().program().output()).contains("again in").doesNotContain("given up");
        }
    }

    @Test
    void targetKilledAmidACopy_getsTheImageWhenItIsBack() {
        SeededImage image = new SeededImages(53).image(Format.OCI, 3, LAYER_BYTES);
        try (Site site = Site.start("target-killed", Kind.FOREIGN)) {
            new Skopeo(site.folder()).push(image, site.edge(), "team/broken-off:1");
            site.await("a copy begins", () -> site.prod().requests("POST /v2/mirror/team/broken-off/blobs/") > 0);

            site.prod().program().kill();
            site.prod().startAgain();

            site.awaitArrival("team/broken-off", "1", image.manifest().digest());
        }
    }

    @Test
    void sourceThatCutsEveryConnection_isReadToTheEnd() throws IOException {
        SeededImage image = new SeededImages(51).image(Format.OCI, 2, LAYER_BYTES);
        try (Cutter cutter = new Cutter();
                Site site = Site.start("source-cuts", Kind.FOREIGN, cutter, UnaryOperator.identity())) {
            new Skopeo(site.folder()).push(image, site.edge(), "team/cut:1");

            site.awaitArrival("team/cut", "1", image.manifest().digest());

            long least = 2L * LAYER_BYTES / CUT_BYTES;
            assertThat(cutter.accepted()).as("connections to the source")
                    .isGreaterThanOrEqualTo(Math.toIntExact(least));
            System.out.printf("source cut every MiB: %d connections for %d MiB%n", cutter.accepted(), least);
        }
    }

    /** Puts a network in front of a registry that loses each connection after so many bytes. */
    private static final class Cutter implements UnaryOperator<URI>, AutoCloseable {
        @SuppressWarnings("NullAway.Init") // set before the site stands
        private FlakyProxy proxy;

        @Override
        public URI apply(URI registry) {
            try {
                proxy = FlakyProxy.inFrontOf(registry.getPort()).cutAfter(CUT_BYTES);
                return proxy.uri();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int accepted() {
            return proxy.accepted();
        }

        @Override
        public void close() {
            proxy.close();
        }
    }

    @Test
    void sourceWhoseBytesAreNotTheDigests_isGivenUp() throws IOException {
        SeededImage image = new SeededImages(52).image(Format.OCI, 2, LAYER_BYTES);
        SeededBlob layer = image.blobs().getLast();
        try (Site site = Site.start("tampered", Kind.FOREIGN)) {
            site.serve().program().stop(); // The notification comes when it is back.
            new Skopeo(site.folder()).push(image, site.edge(), "team/tampered:1");
            String found = tamper(site, layer);
            site.serve().startAgainReady();

            site.await("serve gives up", () -> site.serve().program().output().contains("given up"));

            String reason = site.serve().program().output().lines().filter(line -> line.contains("given up"))
                    .findFirst()
                    .orElseThrow();
            assertThat(reason).contains("blob", layer.digest(), found, "source", site.edge().host() + "/team/tampered");
            assertThat(site.prod().view().tags("mirror/team/tampered")).isEmpty();
            assertThat(site.prod().view().manifest("mirror/team/tampered", image.manifest().digest())).isEmpty();

            Answer byHand = Distribution.built().run("copy", "--src-tls-verify=false", "--dest-tls-verify=false",
                    Skopeo.remote(site.edge(), "team/tampered:1"), Skopeo.remote(site.prod(), "by/hand:1"));

            assertThat(byHand.stderr()).matches("crossdock: [^\n]+\n").contains("blob", layer.digest(), found,
                    "source");
            assertThat(byHand.exitCode()).isEqualTo(1);
            assertThat(site.prod().view().tags("by/hand")).isEmpty();
        }
    }

    /** Changes one byte amid the blob's file under docker-registry, and gives the digest of what it now is. */
    private static String tamper(Site site, SeededBlob blob) throws IOException {
        Path file = site.edge().root()
                .resolve(
                        "docker/registry/v2/blobs/sha256/%s/%s/data".formatted(blob.hex().substring(0, 2), blob.hex()));
        byte[] changed = blob.bytes().clone();
        int middle = changed.length / 2;
        changed[middle] ^= 1;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(changed, middle, 1), middle);
        }
        return SeededBlob.sha256(changed);
    }
}
