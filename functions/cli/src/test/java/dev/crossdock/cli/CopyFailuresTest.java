package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each failure is one line that says what to do, and an exit code. */
class CopyFailuresTest {
    private static final int MOST_REQUESTS = 30;
    private static final String TARGET = "docker://127.0.0.1:1/b:1";

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
    void missingTag_isNotFound() throws Exception {
        sides.push(1, "team/app");

        Said said = sides.copy("team/app:none", "mirror/app:1");

        assertFailed(said, 2);
        assertThat(said.stderr()).contains("none at source 127.0.0.1:").contains("wanted an existing tag or digest");
        assertThat(sides.digestInTarget("mirror/app", "1")).isEmpty();
    }

    @Test
    void missingImage_isNotFoundInADryRunToo() {
        assertFailed(sides.copy("team/none:1", "mirror/none:1", "--dry-run"), 2);
        assertFailed(sides.copy("team/none:1", "mirror/none:1", "--override-arch=arm64"), 2);
    }

    @Test
    void wrongCredentials_areRefused() throws Exception {
        try (ScriptedRegistry locked = locked()) {
            Said said = Said.by("copy", "--src-tls-verify=false", "--src-creds", "somebody:s3cret",
                    "docker://127.0.0.1:%d/a:1".formatted(locked.port()), sides.to("b:1"));

            assertFailed(said, 4);
            assertThat(said.stderr()).contains("source 127.0.0.1:" + locked.port()).contains("got 401")
                    .contains("credentials").doesNotContain("s3cret");
        }
    }

    @Test
    void authFile_isUsed() throws Exception {
        try (ScriptedRegistry locked = locked()) {
            String secret = Base64.getEncoder().encodeToString("keeper:s3cret".getBytes(StandardCharsets.UTF_8));
            Path file = Files.writeString(folder.resolve("auth.json"),
                    "{\"auths\": {\"127.0.0.1:%d\": {\"auth\": \"%s\"}}}".formatted(locked.port(), secret));

            Said said = Said.by("copy", "--debug", "--src-tls-verify=false", "--authfile", file.toString(),
                    "docker://127.0.0.1:%d/a:1".formatted(locked.port()), sides.to("b:1"));

            assertThat(said.exitCode()).isEqualTo(4);
            assertThat(locked.received()).anyMatch(
                    request -> request.header("Authorization").filter(("Basic " + secret)::equals).isPresent());
            assertThat(said.stderr()).contains("\tat dev.crossdock.").doesNotContain("s3cret", secret);
        }
    }

    @Test
    void missingAuthFile_isToldByName() {
        Said said = sides.copy("a:1", "b:1", "--authfile", folder.resolve("nowhere.json").toString());

        assertFailed(said, 1);
        assertThat(said.stderr()).contains("nowhere.json: there is no such file");
    }

    @Test
    void authFileThatIsNoJson_isToldByName_beforeAnythingIsWritten() throws Exception {
        sides.push(1, "team/app");
        Path file = Files.writeString(folder.resolve("bad.json"), "s3cret");

        Said said = sides.copy("team/app:1", "mirror/untouched:1", "--dest-authfile", file.toString());

        assertFailed(said, 1);
        assertThat(said.stderr()).contains("bad.json: not JSON").contains("docker login").doesNotContain("s3cret");
        assertThat(sides.digestInTarget("mirror/untouched", "1")).isEmpty();
    }

    /** Credentials are for a registry that wants them: what is wrong with a helper does not stand before it. */
    @Test
    void helperThatIsNotThere_mattersOnlyWhereARegistryAsks() throws Exception {
        sides.push(1, "team/app");
        try (ScriptedRegistry locked = locked()) {
            Path file = Files.writeString(folder.resolve("helpers.json"), "{\"credsStore\": \"none-of-ours\"}");

            Said open = sides.copy("team/app:1", "mirror/app:helper", "--authfile", file.toString());
            Said said = Said.by("copy", "--tls-verify=false", "--authfile", file.toString(),
                    "docker://127.0.0.1:%d/a:1".formatted(locked.port()), sides.to("b:1"));

            assertThat(open.exitCode()).as(open.stderr()).isZero();
            assertFailed(said, 4);
            assertThat(said.stderr()).contains("source 127.0.0.1:" + locked.port())
                    .contains("no program docker-credential-none-of-ours on the PATH").contains("--src-creds");
        }
    }

    /** A full disk, a home that cannot be written: nobody's bug. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "keep checkpoint in /c: got IOException: disk full|crossdock: keep checkpoint in /c: got IOException: disk full",
            "cannot read /x|crossdock: cannot read /x: IOException: disk full"})
    void diskThatFails_isToldByItsMessage_notAsAFaultOfOurs(String message, String said) {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Failing(message)))
                .setErr(new PrintWriter(err, true)).setExecutionExceptionHandler(new CommandFailure());

        assertThat(command.execute()).isEqualTo(1);
        assertThat(err.toString()).isEqualTo(said + System.lineSeparator());
    }

    @CommandLine.Command(name = "failing")
    private record Failing(String message) implements Runnable {
        @Override
        public void run() {
            throw new UncheckedIOException(message, new IOException("disk full"));
        }
    }

    @Test
    void unreachableRegistry_isAFailure() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        Said said = Said.by("copy", "--src-tls-verify=false", "docker://127.0.0.1:%d/a:1".formatted(port), TARGET);

        assertFailed(said, 1);
        assertThat(said.stderr()).contains("source 127.0.0.1:" + port).contains("no connection")
                .contains("wanted a registry that listens there");
    }

    /** Nothing falls back to plain HTTP unless somebody says that it may. */
    @Test
    void plainHttp_isRefusedUnlessAskedFor() {
        Said said = Said.by("copy", sides.from("team/app:1"), sides.to("b:1"));

        assertFailed(said, 4);
        assertThat(said.stderr()).contains("not TLS").contains("TLS verification off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5000/a:1", "dir:/tmp/a", "docker:/127.0.0.1/a", "oci:a:1", ""})
    void otherTransports_areWrongUsage(String name) {
        Said said = Said.by("copy", name, TARGET);

        assertFailed(said, 64);
        assertThat(said.stderr()).contains("\"" + name + "\"").contains("wanted docker://HOST/REPOSITORY:TAG");
    }

    @Test
    void malformedReference_isWrongUsage() {
        assertFailed(Said.by("copy", "docker://127.0.0.1:5000/UPPER:1", TARGET), 64);
    }

    @Test
    void unknownOption_isWrongUsage_withASuggestion() {
        Said said = Said.by("copy", "--src-cred", "a:b", "docker://h/a:1", TARGET);

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.stdout()).isEmpty();
        assertThat(said.stderr()).startsWith("crossdock: Unknown option").contains("--src-creds")
                .endsWith("See: crossdock copy --help\n");
    }

    @Test
    void unknownVerb_isWrongUsage_withASuggestion() {
        Said said = Said.by("cpy");

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.stderr()).startsWith("crossdock: ").contains("copy").endsWith("See: crossdock --help\n");
    }

    @Test
    void missingTarget_isWrongUsage() {
        Said said = Said.by("copy", "docker://h/a:1");

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.stderr()).startsWith("crossdock: ").contains("TARGET");
    }

    @Test
    void credentialsAndNone_excludeEachOther() {
        Said said = sides.copy("a:1", "b:1", "--dest-creds=somebody:s3cret", "--dest-no-creds");

        assertFailed(said, 64);
        assertThat(said.stderr()).contains("--dest-creds and --dest-no-creds exclude each other")
                .doesNotContain("s3cret");
    }

    @Test
    void malformedCredentials_areNotEchoed() {
        Said said = sides.copy("a:1", "b:1", "--src-creds=s3cret");

        assertFailed(said, 64);
        assertThat(said.stderr()).contains("--src-creds: wanted USER:PASSWORD").doesNotContain("s3cret");
    }

    private static ScriptedRegistry locked() throws IOException {
        ScriptedRegistry locked = ScriptedRegistry.start();
        for (String method : List.of("GET", "HEAD")) {
            for (int i = 0; i < MOST_REQUESTS; i++) {
                locked.on(method, ".*", Answer.error(401, "UNAUTHORIZED", "who are you?")
                        .header("WWW-Authenticate", "Basic realm=\"locked\""));
            }
        }
        return locked;
    }

    private static void assertFailed(Said said, int exitCode) {
        assertThat(said.stderr()).startsWith("crossdock: ").hasLineCount(1);
        assertThat(said.exitCode()).as(said.stderr()).isEqualTo(exitCode);
        assertThat(said.stdout()).isEmpty();
    }
}
