package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyCommandTest {
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

    @Test
    void image_arrives_andOneLineTellsOfIt() throws Exception {
        SeededImage image = sides.push(1, "team/app");

        Said said = sides.copy("team/app:1", "mirror/app:2");

        assertThat(said.exitCode()).isZero();
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr()).startsWith(sides.from("team/app:1") + " → " + sides.to("mirror/app:2") + ": ")
                .containsPattern("copied, 5 blobs \\([0-9.]+ kB\\) streamed, 0 mounted, in [0-9.]+ s\n")
                .hasLineCount(1);
        assertThat(sides.digestInTarget("mirror/app", "2")).contains(image.manifest().digest());
        for (SeededImage child : image.children()) {
            assertThat(sides.digestInTarget("mirror/app", child.manifest().digest())).isPresent();
        }
    }

    @Test
    void copyAgain_isUnchanged() throws Exception {
        sides.push(2, "team/twice");
        sides.copy("team/twice:1", "mirror/twice:1");

        Said said = sides.copy("team/twice:1", "mirror/twice:1");

        assertThat(said.exitCode()).isZero();
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr()).containsPattern(": unchanged, in [0-9.]+ s\n").hasLineCount(1);
    }

    @Test
    void quiet_saysNothing() throws Exception {
        sides.push(3, "team/quiet");

        assertThat(sides.copy("team/quiet:1", "mirror/quiet:1", "--quiet")).isEqualTo(new Said(0, "", ""));
        assertThat(sides.copy("team/quiet:1", "mirror/quiet:1", "-q")).isEqualTo(new Said(0, "", ""));
    }

    @Test
    void dryRun_printsThePlanAndChangesNothing() throws Exception {
        sides.push(4, "team/planned");

        Said said = sides.copy("team/planned:1", "mirror/planned:1", "--dry-run");

        assertThat(said.exitCode()).isZero();
        assertThat(said.stderr()).isEmpty();
        assertThat(said.stdout().lines()).hasSize(10).anyMatch(line -> line.startsWith("stream blob     sha256:"))
                .anyMatch(line -> line.startsWith("put    manifest sha256:"))
                .anyMatch(line -> line.startsWith("put    index    sha256:"))
                .anyMatch(line -> line.startsWith("5 of 5 blobs to stream (")).last().asString()
                .isEqualTo("tag 1: would be put last");
        assertThat(sides.digestInTarget("mirror/planned", "1")).isEmpty();
    }

    @Test
    void dryRunOfWhatTheTargetHolds_saysSo() throws Exception {
        SeededImage image = sides.push(5, "team/held");
        sides.copy("team/held:1", "mirror/held:1");

        Said said = sides.copy("team/held:1", "mirror/held:1", "--dry-run");

        String digest = image.manifest().digest().substring(0, "sha256:".length() + 12);
        assertThat(said)
                .isEqualTo(new Said(0, "nothing to do: the target's 1 is " + digest + " already\n", ""));
    }

    @Test
    void digestFile_holdsTheDigest() throws Exception {
        SeededImage image = sides.push(6, "team/noted");
        Path file = folder.resolve("digest");

        sides.copy("team/noted:1", "mirror/noted:1", "--digestfile", file.toString());

        assertThat(file).hasContent(image.manifest().digest());
    }

    @Test
    void overridden_copiesOnePlatform() throws Exception {
        SeededImage image = sides.push(7, "team/one");

        Said said = sides.copy("team/one:1", "mirror/one:1", "--override-arch=s390x", "--override-os=linux");

        assertThat(said.exitCode()).isZero();
        assertThat(sides.digestInTarget("mirror/one", "1")).contains(image.children().get(1).manifest().digest());
        assertThat(sides.digestInTarget("mirror/one", image.manifest().digest())).isEmpty();
    }

    @Test
    void overriddenToWhatIsNotThere_namesWhatIs() throws Exception {
        sides.push(8, "team/none");

        Said said = sides.copy("team/none:1", "mirror/none:1", "--override-arch", "riscv64");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.stderr()).startsWith("crossdock: read index 1 at source 127.0.0.1:")
                .endsWith("got no image for linux/riscv64, wanted one of: linux/amd64, linux/s390x\n").hasLineCount(1);
    }

    @Test
    void sourceByDigest_isCopied() throws Exception {
        SeededImage image = sides.push(9, "team/exact");

        Said said = sides.copy("team/exact@" + image.manifest().digest(), "mirror/exact:stable");

        assertThat(said.exitCode()).isZero();
        assertThat(sides.digestInTarget("mirror/exact", "stable")).contains(image.manifest().digest());
    }

    @Test
    void noTag_isLatest() throws Exception {
        sides.push(10, "team/untagged");

        Said said = sides.copy("team/untagged:1", "mirror/untagged");

        assertThat(said.exitCode()).isZero();
        assertThat(sides.digestInTarget("mirror/untagged", "latest")).isPresent();
    }

    /** Scripts for skopeo need no change. */
    @Test
    void optionsOfSkopeoThatAskForOurDefaults_areTaken() throws Exception {
        sides.push(11, "team/usual");

        assertThat(sides.copy("team/usual:1", "mirror/usual:1", "--all", "--preserve-digests", "--src-no-creds",
                "--dcreds=somebody:s3cret").exitCode()).isZero();
    }

    @Test
    void debug_countsRequests_andTellsNoSecret() throws Exception {
        sides.push(12, "team/traced");

        Said said = sides.copy("team/traced:1", "mirror/traced:1", "--debug", "--src-creds=somebody:s3cret");

        assertThat(said.exitCode()).isZero();
        assertThat(said.stderr()).containsPattern("requests: [0-9]+ to the source, [0-9]+ to the target\n")
                .doesNotContain("s3cret");
    }
}
