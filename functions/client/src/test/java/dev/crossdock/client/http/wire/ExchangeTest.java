package dev.crossdock.client.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Message GET = new Message("GET", "/a?b", List.of(new Message.Field("Host", "h")), 0);
    private static final String ABC = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    private static final String CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

    @AutoClose
    private final BlobWire wire = new BlobWire(Duration.ofSeconds(5), 2, MINUTE);

    private static Message put(int length) {
        return new Message("PUT", "/up", List.of(), length);
    }

    private static int fetch(BlobWire over, Origin origin) throws IOException {
        try (Exchange exchange = over.exchange(origin, GET)) {
            int status = exchange.ask().status();
            ByteBuffer body = ByteBuffer.allocate(10);
            while (exchange.read(body) >= 0) {
                assertThat(body.position()).isPositive();
            }
            return status;
        }
    }

    @Test
    void connection_afterAWholeAnswer_servesTheNext() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC, ABC, CREATED, ABC))) {
            fetch(wire, server.origin());
            fetch(wire, server.origin());
            try (Exchange exchange = wire.exchange(server.origin(), put(4))) {
                assertThat(exchange.open()).isTrue();
                exchange.write(ByteBuffer.wrap(new byte[]{'w', 'x'}));
                exchange.write(ByteBuffer.allocateDirect(2).put(0, (byte) 'y').put(1, (byte) 'z'));
                assertThat(exchange.answer().status()).isEqualTo(201);
            }
            fetch(wire, server.origin());
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests().getFirst()).isEqualTo("GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(server.requests().get(2)).isEqualTo("PUT /up HTTP/1.1\r\nContent-Length: 4\r\n\r\nwxyz");
        }
    }

    @Test
    void connection_notToBeKept_isEnded() throws IOException {
        for (String last : List.of(ABC.replace("OK\r\n", "OK\r\nConnection: x, Close\r\n"),
                ABC.replace("HTTP/1.1", "HTTP/1.0"), ABC + "unasked")) {
            try (RawServer server = new RawServer(List.of(last, ABC), List.of(ABC))) {
                fetch(wire, server.origin());
                fetch(wire, server.origin());
                assertThat(server.connections()).as(last).isEqualTo(2);
            }
        }
    }

    @Test
    void connection_withUnreadBody_isKeptOnlyWhereAllOfItIsHere() throws IOException {
        String long_ = "HTTP/1.1 307 Elsewhere\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000);
        String short_ = "HTTP/1.1 307 Elsewhere\r\nContent-Length: 3\r\n\r\nabc";
        try (RawServer server = new RawServer(List.of(short_, long_), List.of(ABC))) {
            for (int i = 0; i < 2; i++) {
                try (Exchange exchange = wire.exchange(server.origin(), GET)) {
                    assertThat(exchange.ask().status()).isEqualTo(307);
                }
            }
            assertThat(server.connections()).isEqualTo(1);
            fetch(wire, server.origin());
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void keptConnection_closedMeanwhile_isReplaced() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC), List.of(ABC, CREATED), List.of(CREATED))) {
            fetch(wire, server.origin());
            server.awaitEnd();
            fetch(wire, server.origin());
            for (int i = 0; i < 2; i++) {
                try (Exchange exchange = wire.exchange(server.origin(), put(1))) {
                    exchange.open();
                    exchange.write(ByteBuffer.wrap(new byte[]{1}));
                    assertThat(exchange.answer().status()).isEqualTo(201);
                }
                server.awaitEnd();
            }
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    /** The second request reaches a server that closes instead of answering: nobody can know that before. */
    @Test
    void keptConnection_diesBeforeTheAnswer_asksOnceMore() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC, ""), List.of(""), List.of(ABC))) {
            fetch(wire, server.origin());
            assertThatThrownBy(() -> fetch(wire, server.origin())).as("a new connection is no kept one")
                    .isInstanceOf(IOException.class);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(fetch(wire, server.origin())).isEqualTo(200);
        }
    }

    @Test
    void keptConnection_diesWithinTheAnswer_isAFailure() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC, "HTTP"), List.of(ABC))) {
            fetch(wire, server.origin());
            assertThatThrownBy(() -> fetch(wire, server.origin())).isInstanceOf(IOException.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void keptConnection_diesUnderABody_isNotRepeated() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC, ""), List.of(CREATED))) {
            fetch(wire, server.origin());
            try (Exchange exchange = wire.exchange(server.origin(), put(1))) {
                assertThat(exchange.open()).isTrue();
                exchange.write(ByteBuffer.wrap(new byte[]{1}));
                assertThatThrownBy(exchange::answer).isInstanceOf(IOException.class);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void answer_beforeTheBodyIsSent_isRead() throws IOException {
        String refusal = RawServer.EARLY + "HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nabc";
        try (RawServer server = new RawServer(List.of(refusal), List.of(ABC))) {
            try (Exchange exchange = wire.exchange(server.origin(), put(50_000_000))) {
                exchange.open();
                ByteBuffer piece = ByteBuffer.allocateDirect(1_000_000);
                assertThatThrownBy(() -> {
                    for (int i = 0; i < 50; i++) {
                        exchange.write(piece.clear());
                    }
                }).isInstanceOf(IOException.class);
                assertThat(exchange.answer().status()).isEqualTo(413);
            }
            assertThat(fetch(wire, server.origin())).as("on a new connection").isEqualTo(200);
        }
    }

    @Test
    void cancel_endsAWaitInAnotherThread() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Exchange exchange = wire.exchange(new Origin("127.0.0.1", silent.getLocalPort(), Optional.empty()),
                        GET)) {
            CountDownLatch accepted = new CountDownLatch(1);
            Thread canceller = Thread.ofPlatform().start(() -> {
                try (var socket = silent.accept()) {
                    accepted.countDown();
                    socket.getInputStream().read();
                    exchange.cancel();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(exchange::ask).isInstanceOf(IOException.class);
            canceller.join();
            assertThat(accepted.getCount()).isZero();
        }
    }

    @Test
    void cancel_beforeItBegan_opensNothing() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC));
                Exchange exchange = wire.exchange(server.origin(), GET)) {
            exchange.cancel();
            assertThatThrownBy(exchange::ask).isInstanceOf(IOException.class).hasMessageContaining("cancelled");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void close_ofTheWire_endsWhatIsKeptAndWhatComes() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC, ABC), List.of(ABC))) {
            BlobWire other = new BlobWire(MINUTE, 2, MINUTE);
            fetch(other, server.origin());
            other.close();
            assertThatThrownBy(() -> fetch(other, server.origin())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void keptConnection_forTooLong_isEnded() throws IOException {
        try (BlobWire impatient = new BlobWire(MINUTE, 2, Duration.ZERO);
                RawServer server = new RawServer(List.of(ABC, ABC), List.of(ABC))) {
            fetch(impatient, server.origin());
            impatient.sweep();
            fetch(impatient, server.origin());
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void keptConnections_moreThanTheWidth_areEnded() throws IOException {
        List<String> two = List.of(ABC, ABC);
        try (RawServer server = new RawServer(two, two, two, two)) {
            Exchange[] together = new Exchange[3];
            for (int i = 0; i < together.length; i++) {
                together[i] = wire.exchange(server.origin(), GET);
                together[i].ask();
            }
            for (Exchange exchange : together) {
                exchange.close(); // the body is here already
            }
            for (int i = 0; i < together.length; i++) {
                together[i] = wire.exchange(server.origin(), GET);
                together[i].ask();
            }
            assertThat(server.connections()).as("two of three were kept").isEqualTo(4);
            for (Exchange exchange : together) {
                exchange.close();
            }
        }
    }

    @Test
    void open_nobodyThere_saysSo() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThatThrownBy(() -> fetch(wire, new Origin("127.0.0.1", port, Optional.empty())))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void open_oneOfSeveralAddresses_isFound() throws IOException {
        try (RawServer server = new RawServer(List.of(ABC))) { // on IPv4 alone, where localhost may be IPv6 as well
            assertThat(fetch(wire, new Origin("localhost", server.origin().port(), Optional.empty()))).isEqualTo(200);
        }
    }

    @Test
    void message_thatWouldBeTwo_isRefused() {
        assertThatThrownBy(() -> new Message.Field("X", "secret\r\nY: b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new Message.Field("X Y", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Message("GET", "/a b", List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Message("GET", "http://x/", List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Message("GET /", "/", List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Message.Field("Authorization", "secret").toString()).isEqualTo("Authorization");
    }
}
