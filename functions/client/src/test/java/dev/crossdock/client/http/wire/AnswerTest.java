package dev.crossdock.client.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of an answer, and what is not. */
class AnswerTest {
    private static final Message GET = new Message("GET", "/", List.of(), 0);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    @AutoClose
    private final BlobWire wire = new BlobWire(Duration.ofSeconds(5), 4, Duration.ofMinutes(1));

    private record Got(Answer answer, String body) {}

    private Got got(String raw) throws IOException {
        return got(GET, raw);
    }

    private Got got(Message message, String raw) throws IOException {
        try (RawServer server = new RawServer(List.of(raw));
                Exchange exchange = wire.exchange(server.origin(), message)) {
            Answer answer = exchange.ask();
            ByteBuffer body = ByteBuffer.allocateDirect(100_000);
            while (exchange.read(body) >= 0) {
                assertThat(body.hasRemaining()).isTrue();
            }
            return new Got(answer, StandardCharsets.ISO_8859_1.decode(body.flip()).toString());
        }
    }

    @Test
    void head_itsFields_asTheyAre() throws IOException {
        Answer answer = got(OK + "a:1\r\nB:  two words \t\r\nA: \u00e4\r\nContent-Length: 0\r\n\r\n").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.values("a")).hasSize(2).first().isEqualTo("1");
        assertThat(answer.values("b")).containsExactly("two words");
    }

    @Test
    void head_withoutAReason_isAnAnswer() throws IOException {
        assertThat(got("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n").answer().status()).isEqualTo(404);
    }

    @Test
    void body_counted_isThatLong() throws IOException {
        assertThat(got(OK + "Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n").body()).isEqualTo("abc");
        assertThat(got(OK + "Content-Length: 3\r\ncontent-length: 3\r\n\r\nabc").body()).isEqualTo("abc");
    }

    @Test
    void body_inChunks_isPutTogether() throws IOException {
        assertThat(got(CHUNKED + "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nmore").body())
                .isEqualTo("abc0123456789");
        assertThat(got(CHUNKED + "0\r\n\r\n").body()).isEmpty();
        String large = "x".repeat(0x5000);
        assertThat(got(CHUNKED + "5000\r\n" + large + "\r\n1\r\ny\r\n0\r\n\r\n").body()).isEqualTo(large + "y");
    }

    @Test
    void body_withoutLength_endsWithTheConnection() throws IOException {
        assertThat(got(OK + "\r\nabc").body()).isEqualTo("abc");
        assertThat(got(OK + "Transfer-Encoding: identity\r\n\r\nabc").body()).isEqualTo("abc");
    }

    @Test
    void body_thatCannotBe_isNone() throws IOException {
        assertThat(got("HTTP/1.1 204 No\r\n\r\nabc").body()).isEmpty();
        assertThat(got("HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\nabc").body()).isEmpty();
        assertThat(got(new Message("HEAD", "/", List.of(), 0), OK + "Content-Length: 3\r\n\r\nabc").body()).isEmpty();
    }

    @Test
    void interimAnswers_areSkipped() throws IOException {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        Got got = got(interim + OK + "Content-Length: 1\r\n\r\na");
        assertThat(got.answer().status()).isEqualTo(200);
        assertThat(got.answer().values("Link")).isEmpty();
        assertThat(got.body()).isEqualTo("a");
        assertThatThrownBy(() -> got("HTTP/1.1 100 C\r\n\r\n".repeat(HeadReader.MAXIMUM_INTERIM + 1) + OK + "\r\n"))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("1xx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3, 4\r\n",
            "Content-Length: +3\r\n", "Content-Length: -1\r\n", "Content-Length: 0x3\r\n", "Content-Length:\r\n",
            "Content-Length: 9999999999999999999\r\n", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\nContent-Length: 3\r\n", "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: xchunked\r\n",
            "Content-Length : 3\r\n", " Content-Length: 3\r\n", "X: a\r\n folded\r\n", "X: a\nContent-Length: 3\r\n",
            "X: a\rContent-Length: 3\r\n", "X: a\u0000b\r\n", "X: a\u007f\r\n", "X\u00e4: a\r\n", ": a\r\n",
            "nothing\r\n"})
    void head_thatCouldBeReadInTwoWays_isRefused(String fields) {
        assertThatThrownBy(() -> got(OK + fields + "\r\nabc")).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
            "\r\nHTTP/1.1 200 OK\r\n",
            "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 101 Switching\r\n\r\n", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 099 No\r\n\r\n",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    void head_thatIsNone_isRefused(String raw) {
        assertThatThrownBy(() -> got(raw)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void head_withoutEnd_isRefused() {
        assertThatThrownBy(() -> got(OK + "x: " + "y".repeat(HeadReader.MAXIMUM_BYTES)))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("more than 65536 bytes");
        assertThatThrownBy(() -> got(OK + "x: y\r\n".repeat(HeadReader.MAXIMUM_FIELDS + 1) + "\r\n"))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("more than 200 header fields");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n",
            "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "\r\n", "fffffffffffffffff\r\nabc",
            "3;AAAA\rBB\r\nabc\r\n0\r\n\r\n", "0\r\nno trailer\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n"})
    void chunk_thatCouldBeReadInTwoWays_isRefused(String chunks) {
        assertThatThrownBy(() -> got(CHUNKED + chunks)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void chunk_withALongLine_isRefused() {
        assertThatThrownBy(() -> got(CHUNKED + "3;" + "x".repeat(300) + "\r\nabc")).isInstanceOf(
                ProtocolException.class).hasMessageContaining("256 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 20", OK + "Content-Length: 3\r\n", OK + "Content-Length: 3\r\n\r\nab",
            CHUNKED + "5\r\nab", CHUNKED + "2\r\nab\r\n", CHUNKED + "0\r\n"})
    void end_thatIsEarly_isNoEnd(String raw) {
        assertThatThrownBy(() -> got(raw)).isInstanceOf(EOFException.class);
    }
}
