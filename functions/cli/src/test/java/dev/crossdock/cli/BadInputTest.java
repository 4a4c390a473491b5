package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from a source that nobody should believe: one line that says what to do, and a target left alone. */
final class BadInputTest {
    private static final String PATH = "/v2/team/app";
    private static final String HTML = "<html><body>Sign in to continue</body></html>";

    @TempDir
    private Path folder;

    private ScriptedRegistry source;
    private ScriptedRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = ScriptedRegistry.start().on("GET", "/v2/", Answer.status(200));
        target = ScriptedRegistry.start().on("GET", "/v2/", Answer.status(200));
    }

    /** Closing fails where either was asked for what is not in its script: above all, to store anything. */
    @AfterEach
    void stop() {
        source.close();
        target.close();
    }

    private Said copy(String reference, String... options) {
        return Said.by(Stream
                .of(Stream.of("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--no-referrers"),
                        Stream.of(options),
                        Stream.of("docker://127.0.0.1:%d/team/app%s".formatted(source.port(), reference),
                                "docker://127.0.0.1:%d/team/app:1".formatted(target.port())))
                .flatMap(each -> each).toArray(String[]::new));
    }

    private static void assertOneLine(Said said, int exitCode, String... words) {
        assertThat(said.stderr()).startsWith("crossdock: ").contains(words).hasLineCount(1);
        assertThat(said.exitCode()).as(said.stderr()).isEqualTo(exitCode);
        assertThat(said.stdout()).isEmpty();
    }

    private static Answer head(Digest digest, String mediaType, long size) {
        return Answer.status(200).header("Content-Type", mediaType).header("Docker-Content-Digest", digest.toString())
                .header("Content-Length", Long.toString(size));
    }

    private void tagged(String manifest, String mediaType) {
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.sha256(bytes);
        for (String name : new String[]{"1", digest.toString()}) {
            source.on("HEAD", PATH + "/manifests/" + name, head(digest, mediaType, bytes.length));
            source.on("GET", PATH + "/manifests/" + name, Answer.status(200).header("Content-Type", mediaType)
                    .header("Docker-Content-Digest", digest.toString()).body(bytes));
        }
        target.on("HEAD", PATH + "/manifests/1", Answer.status(404));
    }

    @Test
    void digestThatDoesNotExist() {
        String digest = "sha256:" + "0".repeat(64);
        source.on("GET", PATH + "/manifests/" + digest, Answer.status(404));
        target.on("HEAD", PATH + "/manifests/1", Answer.status(404));
        assertOneLine(copy("@" + digest), 2, "at source 127.0.0.1:" + source.port(), digest,
                "wanted an existing tag or digest");
    }

    @Test
    void manifestLargerThanTheLimit() {
        tagged("{\"x\":\"" + "a".repeat(5 << 20) + "\"}", MediaType.OCI_MANIFEST.text());
        assertOneLine(copy(":1"), 4, "at source 127.0.0.1:" + source.port(), "at most 4194304 bytes");
    }

    @Test
    void indexThatContainsItself() {
        Digest itself = Digest.sha256("anything".getBytes(StandardCharsets.UTF_8));
        String index = """
                {"schemaVersion":2,"mediaType":"%1$s","manifests":[{"mediaType":"%1$s","digest":"%2$s","size":300}]}"""
                .formatted(MediaType.OCI_INDEX.text(), itself);
        tagged(index, MediaType.OCI_INDEX.text());
        source.on("GET", PATH + "/manifests/" + itself, Answer.status(200)
                .header("Content-Type", MediaType.OCI_INDEX.text()).body(index));
        assertOneLine(copy(":1"), 1, itself.toString(), "at source 127.0.0.1:" + source.port());
    }

    @Test
    void registryThatAnswersHtml() {
        Answer page = Answer.status(200).header("Content-Type", "text/html; charset=utf-8").body(HTML);
        source.on("GET", PATH + "/manifests/1", page);
        target.on("HEAD", PATH + "/manifests/1", Answer.status(404));
        assertOneLine(copy(":1"), 4, "at source 127.0.0.1:" + source.port(), "a web page (text/html)",
                "wanted a manifest");
    }

    @Test
    void authFileThatIsNoJson() throws IOException {
        Path file = Files.writeString(folder.resolve("auth.json"), "user=somebody");
        Said said = copy(":1", "--authfile", file.toString());
        assertOneLine(said, 1, file.toString(), "JSON");
        assertThat(said.stderr()).doesNotContain("somebody");
    }
}
