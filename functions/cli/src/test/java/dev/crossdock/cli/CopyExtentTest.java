package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of an image the options of {@code copy} take, between two registries of ours. */
class CopyExtentTest {
    private static final String SPDX = "application/spdx+json";

    @TempDir
    static Path folder;
    private static TwoSides sides;

    @BeforeAll
    static void start() throws IOException {
        sides = new TwoSides(folder);
    }

    @AfterAll
    static void stop() {
        sides.close();
    }

    private static boolean arrived(String repository, String reference) throws Exception {
        return sides.digestInTarget(repository, reference).isPresent();
    }

    private static SeededBlob platform(SeededImage index, int child) {
        return index.children().get(child).manifest();
    }

    @Test
    void signatures_comeAlong_alsoThoseOfOnePlatformAndOfASbom() throws Exception {
        SeededImage image = sides.push(21, "team/signed");
        String sbom = sides.attach("team/signed", image.manifest(), SPDX);
        String ofPlatform = sides.attach("team/signed", platform(image, 1), "a/signature");
        String cosign = sides.cosign("team/signed", image.manifest(), ".sig");

        assertThat(sides.copy("team/signed:1", "mirror/signed:1").exitCode()).isZero();

        assertThat(arrived("mirror/signed", sbom)).isTrue();
        assertThat(arrived("mirror/signed", ofPlatform)).isTrue();
        assertThat(sides.digestInTarget("mirror/signed", image.manifest().digest().replace(':', '-') + ".sig"))
                .contains(cosign);
        assertThat(sides.copy("team/signed:1", "mirror/signed:1").stderr()).contains(": unchanged, in ");
    }

    @Test
    void newSignature_isCopiedThoughTheTagIsUnchanged_andDryRunSaysSo() throws Exception {
        SeededImage image = sides.push(22, "team/late");
        sides.copy("team/late:1", "mirror/late:1");
        String signature = sides.attach("team/late", image.manifest(), "a/signature");

        Said plan = sides.copy("team/late:1", "mirror/late:1", "--dry-run");
        assertThat(plan.stdout()).contains("belongs to " + image.manifest().digest().substring(0, 19))
                .contains("0 of 3 manifests to put, and 1 that belong to the image")
                .endsWith("tag 1: stays as it is\n");
        assertThat(arrived("mirror/late", signature)).isFalse();

        assertThat(sides.copy("team/late:1", "mirror/late:1").stderr()).contains(": copied, 1 blobs (2 B) streamed");
        assertThat(arrived("mirror/late", signature)).isTrue();
    }

    @Test
    void noReferrers_leavesThem_andATypeChoosesAmongThem() throws Exception {
        SeededImage image = sides.push(23, "team/some");
        String sbom = sides.attach("team/some", image.manifest(), SPDX);
        String signature = sides.attach("team/some", image.manifest(), "a/signature");

        sides.copy("team/some:1", "mirror/none:1", "--no-referrers");
        assertThat(arrived("mirror/none", sbom)).isFalse();

        sides.copy("team/some:1", "mirror/some:1", "--referrer-type", SPDX);
        assertThat(arrived("mirror/some", sbom)).isTrue();
        assertThat(arrived("mirror/some", signature)).isFalse();
    }

    @Test
    void strippedPlatforms_giveAnIndexOfItsOwn() throws Exception {
        SeededImage image = sides.push(24, "team/strip");
        Path file = folder.resolve("stripped");

        Said said = sides.copy("team/strip:1", "mirror/strip:1", "--multi-arch=linux/s390x",
                "--strip-removed-platforms", "--digestfile", file.toString());

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(arrived("mirror/strip", platform(image, 1).digest())).isTrue();
        assertThat(arrived("mirror/strip", platform(image, 0).digest())).isFalse();
        assertThat(sides.digestInTarget("mirror/strip", "1")).contains(Files.readString(file))
                .get().isNotEqualTo(image.manifest().digest());
        assertThat(sides.copy("team/strip:1", "mirror/strip:1", "--multi-arch=linux/s390x",
                "--strip-removed-platforms").stderr()).contains(": unchanged, in ");
    }

    @Test
    void system_isTheImageForThisMachineOrSaysWhatIsThere() throws Exception {
        sides.push(25, "team/system");

        Said said = sides.copy("team/system:1", "mirror/system:1", "--multi-arch", "system", "--override-arch=s390x");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
    }

    @Test
    void platformThatIsNotThere_isNotFound() throws Exception {
        sides.push(26, "team/absent");

        Said said = sides.copy("team/absent:1", "mirror/absent:1", "--multi-arch=linux/riscv64");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.stderr()).endsWith("got no image for linux/riscv64, wanted one of: linux/amd64, linux/s390x\n")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--no-referrers --referrer-type=a/b             | --no-referrers and --referrer-type exclude each other",
            "--referrer-type=oops                           | artifact type \"oops\": wanted a media type",
            "--multi-arch=linux                             | platform \"linux\": wanted os/architecture",
            "--strip-removed-platforms                      | --strip-removed-platforms: wanted platforms for --multi-arch",
            "--all --multi-arch=linux/amd64                 | --all and --multi-arch=linux/amd64 exclude each other",
            "--override-arch=arm64 --multi-arch=index-only  | --multi-arch=index-only and --override-os"})
    void contradictions_areTold(String options, String problem) {
        Said said = sides.copy("team/any:1", "mirror/any:1", options.split(" "));

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.stderr()).contains(problem).hasLineCount(1);
    }
}
