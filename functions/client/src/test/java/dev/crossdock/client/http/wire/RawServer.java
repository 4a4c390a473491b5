package dev.crossdock.client.http.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Says on each connection what it was told to, byte for byte, one answer for each request, and then closes it. Requests
 * are read whole, unless the answer is one that comes early.
 */
final class RawServer implements AutoCloseable {
    /** What is said on one connection. An answer that begins with {@link #EARLY} is said before the body is read. */
    static final String EARLY = "early:";
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket listener;
    private final Semaphore ends = new Semaphore(0);
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());

    @SafeVarargs
    RawServer(List<String>... connections) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<String>> script = new ArrayList<>();
        for (List<String> each : connections) {
            script.add(each);
        }
        Thread.ofPlatform().daemon().start(() -> accept(script));
    }

    Origin origin() {
        return new Origin("127.0.0.1", listener.getLocalPort(), Optional.empty());
    }

    /** Heads and bodies as they came. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    int connections() {
        return open.size();
    }

    /** Waits until one more connection was closed. */
    void awaitEnd() {
        ends.acquireUninterruptibly();
    }

    private void accept(List<List<String>> connections) {
        for (List<String> answers : connections) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket, answers));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket, List<String> answers) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String answer : answers) {
                String head = head(in);
                boolean early = answer.startsWith(EARLY);
                requests.add(head + (early ? "" : body(in, head)));
                String said = early ? answer.substring(EARLY.length()) : answer;
                socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The client left: it has its reasons, which its test looks at.
        }
        ends.release();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client has gone");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(InputStream in, String head) throws IOException {
        int length = head.lines().filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16))).findFirst().orElse(0);
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (open) {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
