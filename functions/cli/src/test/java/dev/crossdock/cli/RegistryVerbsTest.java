package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code crossdock registry}, as far as its verbs end by themselves. */
class RegistryVerbsTest {
    @TempDir
    private Path folder;

    @Test
    void init_saysWhatToDoNext() throws IOException {
        Path made = folder.resolve("site");

        Said said = Said.by("registry", "init", made.toString(), "--name", "registry.example.com,10.0.0.7", "--user",
                "ops");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stderr()).isEmpty();
        assertThat(said.stdout()).containsPattern("user +ops\n").containsPattern("password +[A-Za-z0-9]{24} ")
                .contains("crossdock registry serve " + made.resolve("config.yml"))
                .contains("/etc/docker/certs.d/registry.example.com:5000")
                .contains("skopeo login --cert-dir " + made.resolve("certs") + " -u ops registry.example.com:5000");
        assertThat(ConfigReader.read(made.resolve("config.yml"), Map.of(), warning -> {
            throw new AssertionError(warning);
        }).http().tls()).isPresent();
        assertThat(made.resolve("certs")).as("what clients are given").isDirectoryContaining("glob:**.crt")
                .isDirectoryNotContaining("glob:**.key");
    }

    @Test
    void init_writesOverNothing() throws IOException {
        Path there = Files.writeString(folder.resolve("htpasswd"), "mine");

        Said said = Said.by("registry", "init", folder.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr()).startsWith("crossdock: " + there + " is there already").hasLineCount(1);
        assertThat(there).hasContent("mine");
        assertThat(folder).isDirectoryNotContaining("glob:**.yml");
    }

    @ParameterizedTest
    @CsvSource({"registry init,64,DIR", "registry init X --name a_b,1,wanted a host or an address",
            "registry init X --user a:b,1,user", "registry garbage-collect --dry,64,--dry-run",
            "registry frobnicate,64,frobnicate"})
    void wrongArguments_areToldWithoutHarm(String command, int exitCode, String word) {
        Said said = Said.by(command.replace("X", folder.resolve("x").toString()).split(" ", -1));

        assertThat(said.exitCode()).as(said.stderr()).isEqualTo(exitCode);
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr()).startsWith("crossdock: ").contains(word);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void keysWithoutEffect_areWarnedOfBeforeWhatIsWrong() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                storage: {cache: {blobdescriptor: inmemory}, filesystem: {rootdirectory: %s}}
                http: {addr: nowhere}
                """.formatted(folder.resolve("data")));

        Said said = Said.by("registry", "serve", config.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.stderr().lines()).hasSize(2);
        assertThat(said.stderr()).startsWith("crossdock: warning: " + config + ":2:18: storage.cache: is ignored")
                .contains("crossdock: " + config + ":3:14: http.addr: \"nowhere\"");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
