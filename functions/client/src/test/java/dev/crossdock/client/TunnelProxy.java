package dev.crossdock.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on a loopback port that knows CONNECT alone. Whatever it is asked for, it connects to one loopback port. */
final class TunnelProxy implements AutoCloseable {
    private static final String WANTS_MORE = String.join("\r\n", "HTTP/1.1 407 Who",
            "Proxy-Authenticate: Basic realm=p", "Content-Length: 0", "Connection: close", "", "");

    private final ServerSocket listener;
    private final int behind;
    private final String authorization;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private TunnelProxy(ServerSocket listener, int behind, String authorization) {
        this.listener = listener;
        this.behind = behind;
        this.authorization = authorization;
        Thread.ofVirtual().start(() -> run(this::accept));
    }

    static TunnelProxy to(int port, String authorization) throws IOException {
        return new TunnelProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, authorization);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The request lines, CONNECT and host, of those it let through. */
    List<String> asked() {
        return asked;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            // The connection has ended.
        }
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            open.add(client);
            Thread.ofVirtual().start(() -> run(() -> connect(client)));
        }
    }

    private void connect(Socket client) throws IOException {
        try (client) {
            // A client that sends nothing after its head before it is answered: none of the tunnel is read ahead.
            BufferedReader head = new BufferedReader(
                    new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
            String request = head.readLine();
            boolean known = false;
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                known |= line.equalsIgnoreCase("Proxy-Authorization: " + authorization);
            }
            if (!known) {
                client.getOutputStream().write(WANTS_MORE.getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            asked.add(request.replaceFirst(" HTTP/1.1$", ""));
            tunnel(client);
        }
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            open.add(server);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().start(() -> run(() -> client.getInputStream().transferTo(server.getOutputStream())));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
