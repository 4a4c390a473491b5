package dev.crossdock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowLinkTest {
    private static final int CLIENTS = 6;
    private static final int FASTER_THAN_A_CLIENT_READS = 64 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Sends without an end to whoever comes. */
    private static void pour(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> {
                    try (client; OutputStream out = client.getOutputStream()) {
                        for (byte[] bytes = new byte[64 << 10];;) {
                            out.write(bytes);
                        }
                    } catch (IOException _) {
                        // The client has enough.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    /** What was under way to clients that are gone keeps nobody waiting. */
    @Test
    void clientsThatBreakOff_leaveNoThreadThatCloseWaitsFor() throws IOException {
        try (ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> pour(server));
            SlowLink link = SlowLink.inFrontOf(server.getLocalPort(),
                    SlowLink.Way.FREE.withBytesPerSecond(FASTER_THAN_A_CLIENT_READS));
            for (int at = 0; at < CLIENTS; at++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
                    assertThat(client.getInputStream().readNBytes(8 << 20)).hasSize(8 << 20);
                }
            }
            long begun = System.nanoTime();
            link.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        }
    }
}
