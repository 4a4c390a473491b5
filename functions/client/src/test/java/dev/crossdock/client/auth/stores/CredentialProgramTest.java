package dev.crossdock.client.auth.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialProgramTest {
    private static final Errand ERRAND = new Errand("push blob", "sha256:1", "target r.example/app", "201");

    @TempDir
    private Path folder;

    private Path script(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("docker-credential-mine"), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private CredentialSource helper(String name) {
        return new CredentialProgram(name, "auth file /a.json", Map.of("PATH", "relative:/none:" + folder))
                .source("r.example");
    }

    @Test
    void answer_isReadWhateverElseItHolds() throws IOException {
        script("echo '{\"ServerURL\":\"r.example\",\"Username\":\"u\",\"Secret\":\"p:w\",\"More\":1}'");
        assertThat(helper("mine").find(ERRAND).credentials()).isEqualTo(new Credentials.Basic("u", "p:w"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo 'credentials not found in native keychain'; exit 1",
            "echo '{\"ServerURL\":\"r.example\",\"Username\":\"\",\"Secret\":\"\"}'"})
    void nobodyKnown_isNobody(String script) throws IOException {
        script(script);
        assertThat(helper("mine").find(ERRAND).credentials()).isEqualTo(Credentials.anonymous());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"echo s3cret; echo s3cret >&2; exit 7 | got exit code 7 from",
            "echo s3cret | an answer that is not JSON", "head -c 300000 /dev/zero; sleep 600 | more than 262144 bytes",
            "echo '{\"Username\":\"a:b\",\"Secret\":\"s3cret\"}' | without a usable Username"})
    void failure_isOneLineThatSaysWhatToTry_withoutWhatItSaid(String script, String expected) throws IOException {
        script(script);
        assertThatThrownBy(() -> helper("mine").find(ERRAND)).isInstanceOf(Refused.class)
                .hasMessageContaining("at target r.example/app").hasMessageContaining(expected)
                .hasMessageContaining("docker-credential-mine")
                .hasMessageContaining("echo r.example | docker-credential-mine get")
                .hasMessageNotContaining("s3cret").hasMessageNotContaining("\n");
    }

    @Test
    void missingProgram_isToldWithWhoNamesIt() {
        assertThatThrownBy(() -> helper("none").find(ERRAND)).isInstanceOf(Refused.class)
                .hasMessageContaining("no program docker-credential-none on the PATH, which auth file /a.json names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../mine", "a/b", "", "-x", "a b", ".."})
    void nameThatIsAPath_isRefused(String name) {
        assertThat(CredentialProgram.isName(name)).isFalse();
        assertThatThrownBy(() -> helper(name).find(ERRAND)).isInstanceOf(Refused.class)
                .hasMessageContaining("without a path");
    }

    @Test
    void programThatNeverAnswers_isEnded_withItsChildren() throws Exception {
        Path program = script("echo $$ > " + folder.resolve("pid") + "\nsleep 600 & sleep 600");
        ProgramRun hasty = new ProgramRun(Duration.ofSeconds(2));
        assertThatThrownBy(() -> hasty.get(program, "r.example")).isInstanceOf(IOException.class)
                .hasMessage("no answer within 2 s");
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(left -> left.onExit().join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void programThatReadsNothing_isListenedToAllTheSame() throws IOException {
        Path program = script("exec <&-; echo '{}'");
        assertThat(ProgramRun.STANDARD.get(program, "x".repeat(100_000)).exitCode()).isZero();
    }
}
