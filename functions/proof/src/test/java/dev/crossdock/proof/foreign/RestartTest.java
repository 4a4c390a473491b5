package dev.crossdock.proof.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.proof.site.Web;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Programs that end and begin again, and a directory that changes hands. */
class RestartTest {
    private static final int LAYER_BYTES = 100_000;
    private static final int LARGE_LAYER_BYTES = 8 << 20;
    /** 128 + SIGTERM: how the JVM ends that was told to. */
    private static final int TERMINATED = 143;

    @Test
    void imagePushedWhileServeIsDown_isFoundByASweep() {
        try (Site site = Site.start("sweep", Kind.OWN)) {
            Skopeo skopeo = new Skopeo(site.folder());
            SeededImages images = new SeededImages(40);
            SeededImage before = images.image(Format.OCI, 2, LAYER_BYTES);
            SeededImage meanwhile = images.image(Format.OCI, 2, LAYER_BYTES);
            skopeo.push(before, site.edge(), "team/before:1");
            site.awaitArrival("team/before", "1", before.manifest().digest());

            assertThat(site.serve().program().stop()).isEqualTo(TERMINATED);
            site.edge().stop(); // With it goes what it has not delivered, as far as it is not kept.
            RunningRegistry silent = RunningRegistry.start(site.folder(),
                    new RegistrySetup("silent", Kind.FOREIGN, site.edge().root()));
            skopeo.push(meanwhile, silent, "team/meanwhile:1");
            silent.stop();
            site.edge().startAgain();
            site.serve().startAgainReady();
            String report = Web.text(Web.send(Web.post(site.serve().at("/sweep"), "")));

            assertThat(report).contains("\"tags\":2");
            site.awaitArrival("team/meanwhile", "1", meanwhile.manifest().digest());
        }
    }

    @Test
    void serveToldToEndAmidACopy_endsInTimeAndGoesOnLater() {
        SeededImage image = new SeededImages(42).image(Format.OCI, 3, LARGE_LAYER_BYTES);
        try (Site site = Site.start("sigterm", Kind.FOREIGN)) {
            new Skopeo(site.folder()).push(image, site.edge(), "team/interrupted:1");
            site.await("a copy begins",
                    () -> site.prod().requests("POST /v2/mirror/team/interrupted/blobs/uploads/") > 0);

            assertThat(site.serve().program().stop()).isEqualTo(TERMINATED);
            assertThat(site.prod().view().missing("mirror/team/interrupted")).isEmpty();
            site.serve().startAgainReady();

            site.awaitArrival("team/interrupted", "1", image.manifest().digest());
        }
    }

    /** The layout is distribution's: what one program wrote the other serves, adds to, and gives back. */
    @Test
    void directory_isServedByEither() {
        try (TrialFolder folder = TrialFolder.of("layout")) {
            Path root = folder.data("registry");
            Skopeo skopeo = new Skopeo(folder);
            SeededImages images = new SeededImages(41);
            SeededImage theirs = images.index(Format.OCI, "amd64", "arm64");
            SeededImage ours = images.index(Format.DOCKER, "amd64", "arm64");
            try (RunningRegistry foreign = RunningRegistry.start(folder,
                    new RegistrySetup("foreign", Kind.FOREIGN, root))) {
                skopeo.push(theirs, foreign, "team/app:theirs");
                foreign.stop();
            }
            try (RunningRegistry own = RunningRegistry.start(folder, new RegistrySetup("own", Kind.OWN, root))) {
                assertHolds(skopeo, own, "theirs", theirs);
                skopeo.pushDir(ours, own, "team/app:ours");
                own.stop();
            }
            try (RunningRegistry foreign = RunningRegistry.start(folder,
                    new RegistrySetup("foreign-again", Kind.FOREIGN, root))) {
                assertHolds(skopeo, foreign, "theirs", theirs);
                assertHolds(skopeo, foreign, "ours", ours);
                assertThat(foreign.view().tags("team/app")).containsExactlyInAnyOrder("ours", "theirs");
            }
        }
    }

    private static void assertHolds(Skopeo skopeo, RunningRegistry registry, String tag, SeededImage image) {
        assertThat(skopeo.digest(registry, "team/app:" + tag)).isEqualTo(image.manifest().digest());
        assertThat(registry.view().missing("team/app", tag)).isEmpty();
        image.allBlobs().forEach(
                blob -> assertThat(registry.view().blob("team/app", blob.digest())).contains(blob.bytes()));
    }
}
