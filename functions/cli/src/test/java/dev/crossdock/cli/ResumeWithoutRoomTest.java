package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code copy --resume} in a process of its own, where nothing can be kept: the image arrives, and one line says so. */
@Timeout(120)
class ResumeWithoutRoomTest {
    /** Large enough for a checkpoint. */
    private static final int LAYER_BYTES = 65 << 20;

    @TempDir
    static Path folder;
    private static TwoSides sides;
    private static SeededImage image;
    @TempDir
    private Path cache;

    @BeforeAll
    static void start() throws Exception {
        sides = new TwoSides(folder);
        image = new SeededImages(17).image(SeededImages.Format.OCI, 1, LAYER_BYTES);
        sides.push(image, "team/app", "1");
    }

    @AfterAll
    static void stop() {
        sides.close();
    }

    /** Where {@code limit} is set before, by the shell. */
    private Said copy(String limit, String repository) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", limit + " exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                "copy", "--resume", "--src-tls-verify=false", "--dest-tls-verify=false", sides.from("team/app:1"),
                sides.to(repository + ":1")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Said(process.exitValue(), "", said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertArrived(Said said, String repository, String warning) throws Exception {
        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stderr().lines().filter(line -> line.contains(warning))).as(said.stderr()).hasSize(1);
        assertThat(said.stderr()).contains(": copied, ").doesNotContain("Exception in thread", "\tat ");
        assertThat(sides.digestInTarget(repository, "1")).contains(image.manifest().digest());
    }

    /** Every file may be made, and none may have a byte: what a full disk allows. */
    @Test
    void noRoomForAByte_arrives_andLeavesNothingHalfWritten() throws Exception {
        assertArrived(copy("ulimit -f 0;", "mirror/full"), "mirror/full", "goes on without a checkpoint");
        try (var files = Files.list(cache.resolve("crossdock").resolve("uploads"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void fileInTheFoldersPlace_arrives_andTheFileStays() throws Exception {
        Files.writeString(cache.resolve("crossdock"), "mine");
        assertArrived(copy("", "mirror/file"), "mirror/file", "goes on without --resume");
        assertThat(cache.resolve("crossdock")).hasContent("mine");
    }
}
