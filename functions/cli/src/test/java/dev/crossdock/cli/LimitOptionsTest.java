package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitOptionsTest {
    @AutoClose
    private TwoSides sides;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sides = new TwoSides(folder);
    }

    @Test
    void copy_withEveryLimit_arrives() throws Exception {
        var image = sides.push(21, "team/slow");
        Said said = sides.copy("team/slow:1", "mirror/slow:1", "--src-limit-rate=200MiB", "--dest-limit-rate", "100M",
                "--src-limit-requests=1", "--dest-limit-requests=2", "--src-limit-pace=500", "--dest-limit-pace=500");
        assertThat(said.stderr()).contains("copied, 5 blobs").hasLineCount(1);
        assertThat(said.exitCode()).isZero();
        assertThat(sides.digestInTarget("mirror/slow", "1")).contains(image.manifest().digest());
    }

    @Test
    void copy_paced_takesItsTime() throws Exception {
        sides.push(22, "team/paced");
        long begun = System.nanoTime();
        Said said = sides.copy("team/paced:1", "mirror/paced:1", "--src-limit-pace=20");
        // 9 requests at least: the tag, the index, two manifests, five blobs
        assertThat(System.nanoTime() - begun).isGreaterThan(8 * 50_000_000L);
        assertThat(said.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--src-limit-rate=fast, '--src-limit-rate \"fast\": wanted a number of bytes'",
            "--dest-limit-rate=0, '--dest-limit-rate \"0\": wanted'",
            "--src-limit-requests=0, '--src-limit-requests: got 0, wanted 1 or more'",
            "--dest-limit-pace=-3, '--dest-limit-pace: got -3, wanted 1 or more'"})
    void copy_withWhatIsNoLimit_isAUsageError(String option, String said) {
        Said answer = sides.copy("team/any:1", "mirror/any:1", option);
        assertThat(answer.stderr()).contains(said);
        assertThat(answer.exitCode()).isEqualTo(sides.copy("team/any:1", "mirror/any:1", "--no-such").exitCode());
    }
}
