package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs that start servers, as far as they end by themselves; and the help of all. */
class ServersTest {
    @TempDir
    Path folder;

    @Test
    void demoOnce_showsTheImageArriving() throws IOException {
        List<Path> before = demoFolders();

        Said said = Said.by("demo", "--once");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stdout()).contains("registry edge   http://127.0.0.1:").contains("registry prod   http://")
                .contains("crossdock       http://")
                .containsPattern("pushed  127\\.0\\.0\\.1:\\d+/team/hello:1\\.0   3 manifests, 5 blobs, in \\d+ ms\n")
                .containsPattern("  plan    edge/team/hello:1\\.0 +\\d+ ms\n")
                .containsPattern("  copy    5 blobs +\\d+ ms\n").containsPattern("  publish +\\d+ ms\n")
                .containsPattern("arrived 127\\.0\\.0\\.1:\\d+/mirror/team/hello:1\\.0   sha256:[0-9a-f]+, whole, "
                        + "\\d+ ms after the push\n");
        assertThat(said.stdout().indexOf("publish")).as("publish before arrived")
                .isLessThan(said.stdout().indexOf("arrived"));
        assertThat(said.stderr()).doesNotContain("WARN", "ERROR");
        assertThat(demoFolders()).isEqualTo(before);
    }

    private static List<Path> demoFolders() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("crossdock-demo-")).sorted().toList();
        }
    }

    @Test
    void serveWithABrokenConfiguration_tellsEachProblem() throws IOException {
        Path config = Files.writeString(folder.resolve("crossdock.yaml"), """
                listn: 127.0.0.1:0
                registries:
                  edge: {url: "ftp://127.0.0.1"}
                rules: []
                """);

        Said said = Said.by("serve", "--config", config.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr().lines()).hasSize(2).allMatch(line -> line.startsWith("crossdock: " + config + ":"))
                .anyMatch(line -> line.contains("listn") && line.contains("listen"))
                .anyMatch(line -> line.contains("url") && line.contains("https://"));
    }

    @Test
    void serveWithoutConfiguration_namesTheFile() {
        Said said = Said.by("serve", "-c", folder.resolve("none.yaml").toString());

        assertThat(said).isEqualTo(new Said(1, "",
                "crossdock: %s: there is no such file%n".formatted(folder.resolve("none.yaml"))));
    }

    @Test
    void registryWithAnUnknownKey_namesTheNearest() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                htpp: {addr: "127.0.0.1:0"}
                """.formatted(folder.resolve("data")));

        Said said = Said.by("registry", "serve", config.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.stderr()).startsWith("crossdock: " + config + ":3:1: ").contains("htpp").contains("http")
                .hasLineCount(1);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void registryWithoutVerb_isWrongUsage() {
        Said said = Said.by("registry");

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.stderr()).isEqualTo("""
                crossdock: wanted: registry serve, garbage-collect, check or events, with CONFIG, or registry init DIR
                See: crossdock registry --help
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "serve", "registry", "registry serve",
            "registry garbage-collect", "registry check", "registry init", "demo", ""})
    void help_showsTheExitCodes(String verb) {
        Said said = Said.by((verb + " --help").strip().split(" "));

        assertThat(said.exitCode()).isZero();
        assertThat(said.stderr()).isEmpty();
        assertThat(said.stdout()).startsWith(("Usage: crossdock " + verb).strip()).contains("""
                Exit codes:
                   0  done
                   1  failed
                   2  an image or repository was not found
                   3  some of several failed
                   4  refused: credentials, policy, certificates
                  64  the command line cannot be understood
                """);
        assertThat(said.stdout().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void ownFaults_askForAReport() {
        assertThat(ExitCode.of(new UnsupportedOperationException())).isEqualTo(ExitCode.FAILED);
        assertThat(ExitCode.of(new ExplainedException(ExitCode.USAGE, "no")))
                .isEqualTo(ExitCode.USAGE);
    }
}
