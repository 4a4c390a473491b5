package dev.crossdock.client.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.client.tls.TestAuthority;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs over TLS: by the engine's own rules, and with both providers. */
class TlsLineTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final int SIZE = 3_000_001;

    @TempDir
    private Path folder;
    @AutoClose
    private final HttpEngine engine = new HttpEngine();
    private final byte[] blob = new byte[SIZE];
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private TlsOptions trusting = TlsOptions.STANDARD;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        new Random(11).nextBytes(blob);
        trusting = TlsOptions.trusting(AUTHORITY.writePem(folder.resolve("ca.pem")));
        server = serve("localhost", Instant.now().plus(DAY));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Gives the blob; takes one, and says whether it is the blob. */
    private HttpsServer serve(String name, Instant end) throws Exception {
        return AUTHORITY.serve(name, end, exchange -> {
            HttpsExchange secure = (HttpsExchange) exchange;
            ExtendedSSLSession session = (ExtendedSSLSession) secure.getSSLSession();
            seen.add(exchange.getRequestMethod() + " " + session.getRequestedServerNames() + " "
                    + session.getProtocol() + " " + exchange.getRemoteAddress().getPort());
            byte[] came = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("PUT")) {
                exchange.sendResponseHeaders(Arrays.equals(came, blob) ? 201 : 400, -1);
            } else {
                exchange.sendResponseHeaders(200, blob.length);
                exchange.getResponseBody().write(blob);
            }
            exchange.close();
        });
    }

    private Address address(String host) {
        return Address.parse("https://" + host + ":" + server.getAddress().getPort() + "/blob");
    }

    private Digest fetched(String host, TlsOptions options, int piece) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(SIZE + 1);
        try (Reply reply = engine.fetch(Request.of("GET", address(host)), options)) {
            ByteBuffer buffer = piece == 0 ? all : ByteBuffer.allocateDirect(piece);
            while (reply.read(buffer) >= 0) {
                if (piece > 0) {
                    all.put(buffer.flip());
                    buffer.clear();
                }
            }
        }
        return sum(Arrays.copyOf(all.array(), all.position()));
    }

    /** Three million bytes are no message. */
    private static Digest sum(byte[] bytes) {
        return Digest.of(DigestAlgorithm.SHA256, bytes);
    }

    private int pushed() throws IOException {
        Request.Body.Streamed body = new Request.Body.Streamed(SIZE, out -> {
            ByteBuffer direct = ByteBuffer.allocateDirect(1_000_000).put(blob, 0, 1_000_000).flip();
            out.write(direct);
            out.write(ByteBuffer.wrap(blob, 1_000_000, SIZE - 1_000_000));
        });
        try (Reply reply = engine.stream(Request.of("PUT", address("localhost")), body, trusting)) {
            return reply.status();
        }
    }

    @Test
    void bytes_bothWays_areTheSame() throws IOException {
        for (int piece : new int[]{0, 256 << 10, 20_000, 16 << 10, 1_000}) {
            assertThat(fetched("localhost", trusting, piece)).as("pieces of %d", piece).isEqualTo(sum(blob));
        }
        assertThat(pushed()).isEqualTo(201);
        assertThat(fetched("localhost", trusting, 0)).isEqualTo(sum(blob));
        assertThat(seen).hasSize(7).allMatch(it -> it.contains("localhost")).allMatch(it -> it.contains("TLSv1.3"));
        assertThat(seen.stream().map(it -> it.substring(it.lastIndexOf(' '))).distinct()).as("connections").hasSize(1);
    }

    @Test
    void certificate_ofAnotherHost_isRefused() {
        assertThatThrownBy(() -> fetched("127.0.0.1", trusting, 0)).isInstanceOf(SSLPeerUnverifiedException.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void certificate_ofAnUnknownAuthority_isRefused() {
        assertThatThrownBy(() -> fetched("localhost", TlsOptions.STANDARD, 0)).isInstanceOf(SSLException.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void certificate_expired_isRefused() throws Exception {
        server.stop(0);
        server = serve("localhost", Instant.now().minus(DAY));
        assertThatThrownBy(() -> fetched("localhost", trusting, 0)).isInstanceOf(SSLException.class);
        assertThat(fetched("localhost", TlsOptions.UNVERIFIED, 0)).isEqualTo(sum(blob));
    }

    /** What was trusted without verification never serves a request that wants it, on whatever connection or session. */
    @Test
    void verificationOff_believesAnything_forItselfAlone() throws IOException {
        assertThat(fetched("127.0.0.1", TlsOptions.UNVERIFIED, 0)).isEqualTo(sum(blob));
        assertThatThrownBy(() -> fetched("127.0.0.1", trusting, 0)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> fetched("localhost", TlsOptions.STANDARD, 0)).isInstanceOf(SSLException.class);
    }

    /** Where no native library fits, the JDK's engine does the same. */
    @Test
    void bytes_byTheJdk_areTheSame() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(AUTHORITY.asTrustStore());
        context.init(null, trust.getTrustManagers(), null);
        Origin origin = new Origin("localhost", server.getAddress().getPort(),
                Optional.of(new Origin.Secure(context, (host, session) -> host.equals("localhost"),
                        List.of("TLSv1.3", "TLSv1.2"), List.of("TLS_AES_128_GCM_SHA256"))));
        Message get = new Message("GET", "/", List.of(new Message.Field("Host", "localhost")), 0);
        Message put = new Message("PUT", "/", List.of(new Message.Field("Host", "localhost")), SIZE);
        try (BlobWire wire = new BlobWire(DAY, 1, DAY)) {
            for (int piece : new int[]{1_000, 16_500, 300_000}) {
                try (Exchange exchange = wire.exchange(origin, get)) {
                    exchange.ask();
                    ByteBuffer all = ByteBuffer.allocate(SIZE);
                    while (exchange.read(all.limit(Math.min(SIZE, all.position() + piece))) >= 0) {
                        assertThat(all.position()).isPositive();
                    }
                    assertThat(sum(all.array())).isEqualTo(sum(blob));
                }
            }
            try (Exchange exchange = wire.exchange(origin, put)) {
                exchange.open();
                exchange.write(ByteBuffer.wrap(blob));
                assertThat(exchange.answer().status()).isEqualTo(201);
            }
        }
    }

    /** The extension supported_versions (43) with exactly two of them (RFC 8446, section 4.2.1). */
    @Test
    void hello_offersNothingOld() throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<String> hello = new FutureTask<>(() -> {
                try (Socket socket = raw.accept()) {
                    byte[] head = socket.getInputStream().readNBytes(5); // type, version, length
                    int length = ByteBuffer.wrap(head).getShort(3);
                    return HexFormat.of().formatHex(socket.getInputStream().readNBytes(length));
                }
            });
            Thread.ofPlatform().start(hello);
            Address address = Address.parse("https://localhost:" + raw.getLocalPort() + "/");
            assertThatThrownBy(() -> engine.fetch(Request.of("GET", address), trusting))
                    .isInstanceOf(IOException.class);
            assertThat(hello.get()).contains("002b00050403040303").contains(HexFormat.of().formatHex("localhost"
                    .getBytes(StandardCharsets.US_ASCII)))
                    .contains(HexFormat.of().formatHex("http/1.1".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void version12_isSpoken() throws Exception {
        server.stop(0);
        server = AUTHORITY.serve("localhost", Instant.now().plus(DAY), exchange -> {
            exchange.sendResponseHeaders(200, blob.length);
            exchange.getResponseBody().write(blob);
            exchange.close();
        }, "TLSv1.2");
        assertThat(fetched("localhost", trusting, 256 << 10)).isEqualTo(sum(blob));
    }
}
