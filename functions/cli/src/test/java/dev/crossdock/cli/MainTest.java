package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {
    /** What one command printed. */
    private record Answer(int exitCode, String stdout, String stderr) {}

    @Test
    void version_alone_isTheRootPoms() throws Exception {
        String pom = Files.readString(Path.of(System.getProperty("crossdock.root"), "pom.xml"));
        String wanted = pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));

        assertThat(run("--version")).isEqualTo(new Answer(0, "crossdock version " + wanted + "\n", ""));
    }

    @Test
    void version_throughPicocli_saysTheSame() {
        assertThat(run("-V")).isEqualTo(run("--version"));
    }

    @Test
    void noVerb_isWrongUsage() {
        Answer answer = run();

        assertThat(answer.exitCode()).isEqualTo(64);
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.stderr()).isEqualTo("crossdock: a command is missing\nSee: crossdock --help\n");
    }

    @Test
    void unknownVerb_isWrongUsage() {
        assertThat(run("frobnicate").exitCode()).isEqualTo(64);
    }

    @Test
    void help_goesToStdout() {
        Answer answer = run("--help");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.stdout()).startsWith("Usage: crossdock");
        assertThat(answer.stderr()).isEmpty();
    }

    private static Answer run(String... args) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exitCode = Main.run(args);
            return new Answer(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }
}
