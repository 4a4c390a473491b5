package dev.crossdock.proof.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Free loopback ports. They lie below those that the system gives to outgoing connections: a server that was killed has
 * to find its port again.
 */
public final class Ports {
    private static final int FIRST = 18_000;
    private static final int COUNT = 14_000;
    private static final int MAXIMUM_ATTEMPTS = 100;
    private static final Random RANDOM = new Random();

    private Ports() {}

    /** One that nobody listened on a moment ago; who takes it has to be ready to lose the race. */
    public static int free() {
        for (int attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
            int port = FIRST + RANDOM.nextInt(COUNT);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException _) {
                // Somebody else's.
            }
        }
        throw new AssertionError("no free port after %d attempts".formatted(MAXIMUM_ATTEMPTS));
    }
}
