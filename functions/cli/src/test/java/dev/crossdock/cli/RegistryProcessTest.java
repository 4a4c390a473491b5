package dev.crossdock.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code registry serve} as a process of its own: what it writes where, and how signals end it. */
class RegistryProcessTest {
    private static final Pattern SERVES = Pattern.compile("crossdock registry serves .* on port (\\d+)");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private Process registry;
    private BufferedReader err;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {formatter: json, fields: {service: images}}
                storage: {filesystem: {rootdirectory: ./data}}
                http: {addr: "127.0.0.1:0", draintimeout: 50s}
                crossdock: {drainlull: 1ms}
                """);
        registry = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "registry", "serve", config.toString()).start();
        err = registry.errorReader(UTF_8);
        port = 0;
        for (String line = err.readLine(); line != null && port == 0; line = port == 0 ? err.readLine() : line) {
            Matcher matcher = SERVES.matcher(line);
            port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        }
        assertThat(port).isPositive();
    }

    @AfterEach
    void kill() throws InterruptedException {
        registry.destroyForcibly().waitFor();
    }

    private Socket request(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private boolean ends() throws InterruptedException {
        return registry.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void toldToEnd_itHasDoneItsWork() throws Exception {
        try (Socket socket = request("GET /v2/?_state=geheim HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 200 ");
        }
        registry.toHandle().destroy();

        assertThat(ends()).isTrue();
        assertThat(registry.exitValue()).isZero();
        assertThat(registry.inputReader(UTF_8).lines().toList()).singleElement().asString().matches(
                "127\\.0\\.0\\.1 - - \\[.+ \\+0000] \"GET /v2/\\?_state=\\*\\*\\* HTTP/1\\.1\" 200 2 \"-\" \"-\"");
    }

    /** The first waits for an upload, which would take as long as it liked. */
    @Test
    void toldTwice_itEndsAtOnce() throws Exception {
        try (Socket slow = request("POST /v2/a/blobs/uploads/?digest=sha256:%s HTTP/1.1\r\nHost: x\r\n".formatted(
                "0".repeat(64)) + "Content-Length: 10\r\n\r\n01234")) {
            Awaitility.await().until(this::isUploading);
            registry.toHandle().destroy();
            awaitRefusal();
            assertThat(registry.isAlive()).isTrue();
            registry.toHandle().destroy();

            assertThat(ends()).isTrue();
            assertThat(registry.exitValue()).isEqualTo(143);
            assertThat(slow.isClosed()).isFalse();
        }
    }

    private boolean isUploading() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.anyMatch(file -> file.endsWith("data.tmp") && file.toFile().length() == 5);
        }
    }

    private void awaitRefusal() {
        Awaitility.await().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return !socket.isConnected();
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void log_isInTheFormThatIsConfigured() throws Exception {
        Path link = folder.resolve("data/docker/registry/v2/repositories/team/app/_manifests/tags/1/current/link");
        Files.createDirectories(link.getParent());
        Files.writeString(link, "");
        try (Socket socket = request("GET /v2/team/app/manifests/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 500 ");
        }
        registry.toHandle().destroy();
        assertThat(ends()).isTrue();

        List<String> lines = err.lines().filter(line -> line.startsWith("{")).toList();
        assertThat(lines).isNotEmpty();
        JsonNode line = new ObjectMapper().readTree(lines.getFirst());
        assertThat(line.path("level").asText()).isEqualTo("error");
        assertThat(line.path("service").asText()).isEqualTo("images");
        assertThat(line.path("msg").asText()).contains("team/app").contains("current/link");
    }
}
