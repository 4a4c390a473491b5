package dev.crossdock.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask for what, with an apiToken in the configuration and without. */
class AccessTest {
    private static final String WISH = "{\"source\": \"edge/a:1\", \"target\": \"prod/a:1\"}";

    @TempDir
    static Path folder;
    private static Site open;
    private static Site guarded;

    @BeforeAll
    static void start() throws IOException {
        open = Site.start(Files.createDirectory(folder.resolve("open")));
        guarded = Site.withApiToken(Files.createDirectory(folder.resolve("guarded")));
    }

    @AfterAll
    static void stop() {
        open.close();
        guarded.close();
    }

    private static final String TOLD = "{\"error\":\"without an apiToken in crossdock.yaml this is answered on a "
            + "loopback address only\"}\n";

    @ParameterizedTest
    @CsvSource({"POST, /replications", "POST, /sweep", "GET, /replications/1", "GET, /dead-letters",
            "POST, /dead-letters/1/retry"})
    void throughAProxy_isRefusedWithoutToken(String method, String path) throws Exception {
        for (String header : new String[]{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via", "X-Real-IP",
                "Origin",
                "Sec-Fetch-Site"}) {
            HttpResponse<String> answer = ask(open, method, path, header, "203.0.113.9");

            assertThat(answer.statusCode()).as(header).isEqualTo(403);
            // Micronaut itself turns a foreign Origin away before we do, without a word.
            assertThat(answer.body()).isIn(header.equals("Origin") ? "" : TOLD, TOLD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "localhost.evil.example", ""})
    void underAForeignName_isRefusedWithoutToken(String host) throws Exception {
        assertThat(statusUnder(host)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080"})
    void underALoopbackName_isAnswered(String host) throws Exception {
        assertThat(statusUnder(host)).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @CsvSource({"POST, /replications", "POST, /sweep", "GET, /replications/1"})
    void withoutTheToken_isRefusedAlways(String method, String path) throws Exception {
        HttpResponse<String> none = ask(guarded, method, path, "X-Nothing", "1");
        HttpResponse<String> wrong = ask(guarded, method, path, "Authorization", "Bearer wrong");
        HttpResponse<String> other = ask(guarded, method, path, "Authorization", Site.BEARER);

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"crossdock\"");
        assertThat(none.body()).contains("apiToken of crossdock.yaml").doesNotContain(Site.API_TOKEN);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(none.body());
        assertThat(other.body()).isEqualTo(none.body());
    }

    @Test
    void withTheToken_isAnswered_alsoThroughAProxy() throws Exception {
        String[] headers = {"Authorization", "Bearer " + Site.API_TOKEN, "X-Forwarded-For", "203.0.113.9"};

        assertThat(guarded.post("/sweep", "", headers).statusCode()).isEqualTo(200);
        assertThat(guarded.get("/replications/1", headers).statusCode()).isEqualTo(404);
    }

    /** Notifications come through proxies, and have a token of their own. */
    @Test
    void notification_needsNoApiToken() throws Exception {
        HttpResponse<String> answer = guarded.post(Site.HOOK, "{\"events\": []}", "Authorization", Site.BEARER,
                "X-Forwarded-For", "203.0.113.9");

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    private static HttpResponse<String> ask(Site site, String method, String path, String... header)
            throws IOException, InterruptedException {
        return method.equals("GET")
                ? site.get(path, header)
                : site.post(path, WISH, header[0], header[1], "Content-Type", "application/json");
    }

    /** The status line of a sweep under that name; Java's client writes its own. */
    private static String statusUnder(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.port())) {
            socket.getOutputStream().write("POST /sweep HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(host).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0 && b != '\r'; b = in.read()) {
                line.append((char) b);
            }
            return line.toString();
        }
    }
}
