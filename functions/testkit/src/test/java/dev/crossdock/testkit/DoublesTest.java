package dev.crossdock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoublesTest {
    private static String get(URI uri, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nX-One: 1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
                if (text.toString().endsWith("\r\n\r\nbody")) {
                    break;
                }
            }
            return text.toString();
        }
    }

    @Test
    void script_isFollowedInItsOrder() throws IOException {
        try (ScriptedRegistry registry = ScriptedRegistry.start()) {
            registry.on("GET", "/a.*", Answer.status(503).body("body")).on("GET", "/a\\?x=1",
                    Answer.status(200).header("X", "y").body("body"));
            assertThat(get(registry.uri(), "/a?x=1")).startsWith("HTTP/1.1 503");
            assertThat(get(registry.uri(), "/a?x=1")).startsWith("HTTP/1.1 200").contains("\r\nX: y\r\n")
                    .contains("Content-Length: 4");
            assertThat(registry.received()).extracting(Received::toString).containsExactly("GET /a?x=1", "GET /a?x=1");
            assertThat(registry.received().getFirst().header("x-ONE")).contains("1");
            assertThat(registry.unused()).isZero();
        }
    }

    @Test
    void script_withoutThatRequest_failsAtTheEnd() throws IOException {
        ScriptedRegistry registry = ScriptedRegistry.start();
        registry.on("PUT", "/a", Answer.status(200));
        assertThat(get(registry.uri(), "/a")).startsWith("HTTP/1.1 418");
        assertThatThrownBy(registry::close).isInstanceOf(AssertionError.class).hasMessageContaining("GET /a")
                .hasMessageContaining("left in it: [PUT /a]");
    }

    @Test
    void answer_cut_endsThere() throws IOException {
        try (ScriptedRegistry registry = ScriptedRegistry.start()) {
            registry.on("GET", "/", Answer.status(200).body("0123456789").cutAfter(4));
            assertThat(get(registry.uri(), "/")).endsWith("\r\n\r\n0123");
        }
    }

    @Test
    void answer_held_waitsForItsLatch() throws IOException {
        try (ScriptedRegistry registry = ScriptedRegistry.start()) {
            CountDownLatch latch = new CountDownLatch(1);
            registry.on("GET", "/", Answer.status(200).body("body").holding(latch));
            Thread.ofVirtual().start(latch::countDown);
            assertThat(get(registry.uri(), "/")).endsWith("body");
        }
    }

    @Test
    void proxy_passesCutsAndRefuses() throws IOException {
        try (ScriptedRegistry registry = ScriptedRegistry.start();
                FlakyProxy proxy = FlakyProxy.inFrontOf(registry.port())) {
            registry.on("GET", "/", Answer.status(200).body("body")).on("GET", "/", Answer.status(200).body("body"))
                    .on("GET", "/", Answer.status(200).body("body"));
            String whole = get(proxy.uri(), "/");
            assertThat(whole).endsWith("body");
            assertThat(proxy.passed()).isEqualTo(whole.length());
            proxy.cutAfter(10);
            assertThat(get(proxy.uri(), "/")).isEqualTo("HTTP/1.1 2");
            assertThat(proxy.passed()).isEqualTo(whole.length() + 10);
            proxy.down();
            assertThatThrownBy(() -> get(proxy.uri(), "/")).isInstanceOf(ConnectException.class);
            proxy.cutAfter(Long.MAX_VALUE).up();
            assertThat(get(proxy.uri(), "/")).endsWith("body");
            assertThat(proxy.accepted()).isEqualTo(3);
        }
    }

    @Test
    void proxy_holding_letsNothingPassUntilReleased() throws IOException {
        try (ScriptedRegistry registry = ScriptedRegistry.start();
                FlakyProxy proxy = FlakyProxy.inFrontOf(registry.port()).hold()) {
            registry.on("GET", "/", Answer.status(200).body("body"));
            Thread.ofVirtual().start(proxy::release);
            assertThat(get(proxy.uri(), "/")).endsWith("body");
        }
    }
}
