package dev.crossdock.registry.operation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.operation.AccessLog.Answer;
import dev.crossdock.registry.operation.AccessLog.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
    private static final long TIME = Instant.parse("2026-03-04T05:06:07.890Z").toEpochMilli();
    private static final Answer FINE = new Answer(TIME, 200, 1234);

    private static String logged(Client client, RequestLine request, Answer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.to(out)) {
            log.add(client, request, answer);
        }
        return out.toString(US_ASCII);
    }

    @Test
    void line_isInTheCombinedForm() {
        assertThat(logged(new Client("192.0.2.1", "ann", "https://example.org/page", "docker/29.0 go/1.25"),
                new RequestLine("GET", "/v2/team/app/manifests/1", "", "HTTP/1.1"), FINE)).isEqualTo(
                        "192.0.2.1 - ann [04/Mar/2026:05:06:07 +0000] \"GET /v2/team/app/manifests/1 HTTP/1.1\" 200 "
                                + "1234 \"https://example.org/page\" \"docker/29.0 go/1.25\"\n");
    }

    @Test
    void whatIsNotThere_isADash() {
        assertThat(logged(new Client("192.0.2.1", "", "", ""), new RequestLine("GET", "/", "", "HTTP/1.1"),
                new Answer(TIME, 404, 0))).isEqualTo(
                        "192.0.2.1 - - [04/Mar/2026:05:06:07 +0000] \"GET / HTTP/1.1\" 404 0 \"-\" \"-\"\n");
    }

    /** A session, a signature or a token would let whoever reads the log act for the client. */
    @ParameterizedTest
    @CsvSource({"_state=geheim&digest=sha256:ab,_state=***&digest=sha256:ab", "n=5&last=a%2Fb,n=5&last=a%2Fb",
            "X-Amz-Signature=geheim,X-Amz-Signature=***", "mount=sha256:ab&from=team/app,mount=sha256:ab&from=team/app",
            "geheim,***", "DIGEST=sha256:ab,DIGEST=sha256:ab", "=geheim,=***", "digestx=geheim,digestx=***",
            "access_token=geheim&access_token=geheim,access_token=***&access_token=***", "&&,***&***&***"})
    void query_showsNoSecret(String query, String shown) {
        assertThat(logged(new Client("192.0.2.1", "", "https://example.org/?code=geheim", ""),
                new RequestLine("GET", "/v2/", query, "HTTP/1.1"), FINE)).contains("\"GET /v2/?" + shown
                        + " HTTP/1.1\"")
                .contains("\"https://example.org/?***\"").doesNotContain("geheim");
    }

    @Test
    void whatAClientSent_endsNoFieldAndNoLine() {
        String line = logged(new Client("192.0.2.1", "a\"b", "x\\y", "evil\"\r\n192.0.2.9 - - [] \u00e9\u20ac"),
                new RequestLine("G\"T", "/v2/\n", "digest=\"\u0007", "HTTP/1.1"), FINE);

        assertThat(line).isEqualTo("192.0.2.1 - a\\x22b [04/Mar/2026:05:06:07 +0000] \"G\\x22T /v2/\\x0a?digest="
                + "\\x22\\x07 HTTP/1.1\" 200 1234 \"x\\x5cy\" \"evil\\x22\\x0d\\x0a192.0.2.9 - - [] \\xe9\\u20ac\"\n");
    }

    @Test
    void longFields_areCut() {
        String line = logged(new Client("192.0.2.1", "u".repeat(9000), "r\n".repeat(9000), "a".repeat(9000)),
                new RequestLine("M".repeat(9000), "/p".repeat(9000), "digest=%s&".formatted("d".repeat(900)).repeat(99),
                        "HTTP/1.1"),
                FINE);

        assertThat(line).hasSizeLessThan(AccessLog.LINE_BYTES).endsWith("\"\n").contains("HTTP/1.1\" 200 1234")
                .hasLineCount(1);
    }

    @Test
    void lines_areWrittenSoon_inTheirOrder() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out);
        try (log) {
            for (int i = 0; i < 1000; i++) {
                log.add(new Client("192.0.2.1", "", "", ""), new RequestLine("GET", "/" + i, "", "HTTP/1.1"), FINE);
            }
            Awaitility.await().until(() -> out.toString(US_ASCII).lines().count() == 1000);
        }
        assertThat(out.toString(US_ASCII).lines().map(line -> line.replaceAll(".*GET /(\\d+) .*", "$1")).map(
                Integer::valueOf)).isSorted();
        assertThat(log.dropped()).isZero();
    }

    /** A reader that stands still costs lines, not requests. */
    @Test
    void slowReader_costsLines_whichAreCounted() {
        CountDownLatch isRead = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("one by one");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    isRead.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, from, length);
            }
        };
        int count = 3 * AccessLog.BUFFER_BYTES / 100;
        AccessLog log = AccessLog.to(slow);
        try (log) {
            for (int i = 0; i < count; i++) {
                log.add(new Client("192.0.2.1", "", "", ""), new RequestLine("GET", "/v2/team/application/manifests/"
                        + i, "", "HTTP/1.1"), FINE);
            }
            assertThat(log.dropped()).isPositive();
            isRead.countDown();
        }
        assertThat(out.toString(US_ASCII).lines().count() + log.dropped()).isEqualTo(count);
        assertThat(out.size()).isLessThanOrEqualTo(2 * AccessLog.BUFFER_BYTES);
    }
}
