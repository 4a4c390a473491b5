package dev.crossdock.registry.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.settings.ListenAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** Clients that take their time, or too much of something. */
@Timeout(120)
class LimitsTest {
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final String REFUSED = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n";

    @TempDir
    Path folder;
    private @Nullable RegistryServer server;
    private int port;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(HttpSettings.Limits limits) throws IOException {
        HttpSettings plain = HttpSettings.plain(new ListenAddress("127.0.0.1", 0));
        RegistryServer started = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root")).with(
                new HttpSettings(plain.address(), Optional.empty(), plain.external(), plain.headers(), limits,
                        List.of())));
        server = started;
        port = started.port();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        return socket;
    }

    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((request + "Host: x\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void headerOrAddressBeyondTheLimit_isRefused() throws IOException {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 10, Duration.ofSeconds(30), 100));

        assertThat(answer("GET /v2/ HTTP/1.1\r\nX-Large: " + "a".repeat(10 << 10) + "\r\n")).startsWith(
                "HTTP/1.1 431 ");
        assertThat(answer("GET /v2/?" + "a".repeat(3 << 10) + " HTTP/1.1\r\n")).startsWith("HTTP/1.1 414 ").contains(
                "\"errors\"");
        assertThat(answer("GET /v2/?" + "a".repeat(1 << 10) + " HTTP/1.1\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void connectionsBeyondTheLimit_waitUntilOneHasGone() throws Exception {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 2, Duration.ofSeconds(30), 100));
        try (Socket second = connect(); Socket third = new Socket()) {
            try (Socket first = connect()) {
                assertThat(served(first)).startsWith("HTTP/1.1 200 ");
                assertThat(served(second)).startsWith("HTTP/1.1 200 ");
                third.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                third.getOutputStream().write("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
                third.setSoTimeout(300);
                assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            third.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            assertThat(third.getInputStream().read()).isEqualTo('H');
        }
    }

    private static String served(Socket socket) throws IOException {
        socket.getOutputStream().write("HEAD /v2/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        byte[] start = new byte[13];
        assertThat(socket.getInputStream().readNBytes(start, 0, start.length)).isEqualTo(start.length);
        return new String(start, ISO_8859_1);
    }

    @Test
    void connectionThatStandsStill_isClosed() throws IOException {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 10, IDLE, 100));
        try (Socket silent = connect(); Socket halfway = connect()) {
            halfway.getOutputStream().write("GET /v2/ HTTP/1.1\r\nHos".getBytes(ISO_8859_1));

            assertThat(silent.getInputStream().read()).isNegative();
            assertThat(new String(halfway.getInputStream().readAllBytes(), ISO_8859_1)).doesNotContain("200");
        }
    }

    /** A byte now and then keeps a connection from standing still, and would hold a thread for ever. */
    @Test
    void bodyThatDribbles_isGivenUp() throws Exception {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 10, IDLE, 1_000));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /v2/a/blobs/uploads/?digest=sha256:%s HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
                    .formatted("a".repeat(64)).getBytes(ISO_8859_1));
            socket.setSoTimeout((int) IDLE.toMillis() / 10);
            int first = dribbled(socket, out);
            socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat((char) first + new String(start, ISO_8859_1)).isEqualTo("HTTP/1.1 408 ");
        }
    }

    /** The answer is written, and the thread goes back long before a connection may stand still. */
    @Test
    void refusedBodyThatDribbles_isNotWaitedFor() throws Exception {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 10, Duration.ofMinutes(5), 0));
        try (Socket socket = connect(); Socket silent = connect()) {
            silent.getOutputStream().write(REFUSED.getBytes(ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            out.write(REFUSED.getBytes(ISO_8859_1));
            assertThat(answerOf(socket)).isEqualTo("HTTP/1.1 404 ");
            socket.setSoTimeout(50);

            assertThatThrownBy(() -> {
                while (dribbled(socket, out) >= 0) {
                    // The rest of the answer.
                }
                throw new IOException("closed");
            }).isInstanceOf(IOException.class);
            assertThat(new String(silent.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 404 ");
        }
    }

    private static String answerOf(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(13), ISO_8859_1);
    }

    /** There may be one connection, so the second is answered once the first has been given up. */
    @Test
    void answerThatIsReadTooSlowly_isGivenUp() throws Exception {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 1, IDLE, 1 << 20));
        String blob = pushed(new byte[64 << 20]);
        try (Socket slow = slowReader(); Socket next = connect()) {
            slow.getOutputStream().write("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(blob).getBytes(ISO_8859_1));
            next.getOutputStream().write("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            next.setSoTimeout(50);
            byte[] some = new byte[16 << 10];
            int first = -1;
            for (int i = 0; i < 1_000 && first < 0; i++) {
                assertThat(slow.getInputStream().read(some)).isPositive();
                try {
                    first = next.getInputStream().read();
                } catch (SocketTimeoutException e) {
                    // Not yet.
                }
            }
            assertThat(first).isEqualTo('H');
        }
    }

    /** One write of 8 MiB takes longer than a connection may stand still. */
    @Test
    void answerThatIsReadSlowly_isSentWhereTheClientKeepsUp() throws Exception {
        start(new HttpSettings.Limits(8 << 10, 2 << 10, 10, Duration.ofSeconds(2), 1_000));
        String blob = pushed(new byte[20 << 20]);
        try (Socket slow = slowReader()) {
            slow.getOutputStream().write("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(blob)
                    .getBytes(ISO_8859_1));
            long count = 0;
            for (int read = 0; read >= 0; read = slow.getInputStream().read(new byte[16 << 10])) {
                count += read;
                pass(Duration.ofMillis(4)); // a slow line of about 3 MB/s
            }
            assertThat(count).isGreaterThan(20 << 20);
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private Socket slowReader() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private String pushed(byte[] bytes) throws IOException {
        Digest digest = Digest.sha256(bytes);
        try (Socket socket = connect()) {
            socket.getOutputStream().write("POST %s%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(
                    "/v2/a/blobs/uploads/?digest=", digest, bytes.length).getBytes(ISO_8859_1));
            socket.getOutputStream().write(bytes);
            assertThat(answerOf(socket)).isEqualTo("HTTP/1.1 201 ");
        }
        return "/v2/a/blobs/" + digest;
    }

    /** A byte, a look whether there is an answer, and again. */
    private static int dribbled(Socket socket, OutputStream out) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            out.write('x');
            try {
                return socket.getInputStream().read();
            } catch (SocketTimeoutException e) {
                // No answer yet.
            }
        }
        throw new AssertionError("the registry reads on");
    }

    @Test
    void bodyAtAnySpeed_isReadWhereTheClientKeepsUp() throws IOException {
        byte[] bytes = new byte[100_000];
        HttpSettings.Limits limits = new HttpSettings.Limits(8 << 10, 2 << 10, 10, Duration.ofMillis(100), 1 << 20);

        try (InputStream body = new Pace.Body(new ByteArrayInputStream(bytes), limits)) {
            assertThat(body.read()).isZero();
            assertThat(body.readAllBytes()).hasSize(bytes.length - 1);
        }
    }

    @Test
    void bodyTooSlow_isToldHowSlow() throws IOException {
        HttpSettings.Limits limits = new HttpSettings.Limits(8 << 10, 2 << 10, 10, Duration.ofMillis(100), 1 << 20);
        InputStream slow = new ByteArrayInputStream(new byte[10]) {
            @Override
            public synchronized int read() {
                pass(Duration.ofMillis(101));
                return super.read();
            }

            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                bytes[offset] = (byte) read();
                return 1;
            }
        };

        try (InputStream body = new Pace.Body(slow, limits)) {
            assertThatThrownBy(body::read).hasMessageContainingAll("1 bytes in PT0.1", "1048576 a second");
        }
    }

    @Test
    void limitsOutOfRange_areNamed() {
        assertThatThrownBy(() -> new HttpSettings.Limits(1, 1, 1, IDLE, 1)).hasMessageContaining("headerbytes");
        assertThatThrownBy(() -> new HttpSettings.Limits(8 << 10, 9 << 10, 1, IDLE, 1))
                .hasMessageContaining("uribytes");
        assertThatThrownBy(() -> new HttpSettings.Limits(8 << 10, 2 << 10, 0, IDLE, 1)).hasMessageContaining(
                "connections");
        assertThatThrownBy(() -> new HttpSettings.Limits(8 << 10, 2 << 10, 1, Duration.ZERO, 1)).hasMessageContaining(
                "idle");
        assertThatThrownBy(() -> new HttpSettings.Limits(8 << 10, 2 << 10, 1, IDLE, -1))
                .hasMessageContaining("slowest");
    }
}
