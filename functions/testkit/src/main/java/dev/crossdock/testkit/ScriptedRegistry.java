package dev.crossdock.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * A loopback HTTP/1.1 server that follows a script. Each line of it is used once, in the order of the script where
 * several fit. A request that no line fits fails the test: {@link #close} throws.
 */
public final class ScriptedRegistry implements AutoCloseable {
    private static final int MAXIMUM_HEAD_LINES = 100;
    private static final int MAXIMUM_LINE_BYTES = 16 << 10;
    private static final int PIECE_BYTES = 64 << 10;

    private static final int TLS_HANDSHAKE = 0x16;
    private static final String NOT_TLS = "HTTP/1.0 400 Bad Request\r\n\r\nnot TLS";

    private record Line(String method, Pattern target, Answer answer) {}

    private final Connections connections = new Connections();
    private final ServerSocket listener;
    private final List<Line> script = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final List<String> unmatched = new ArrayList<>();

    private ScriptedRegistry(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens on a free port. */
    public static ScriptedRegistry start() throws IOException {
        ScriptedRegistry registry = new ScriptedRegistry(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        registry.connections.add(registry.listener);
        registry.connections.run("scripted-registry", registry::accept);
        return registry;
    }

    /** One line more: a request with the method, and a target (path and query) that matches whole, gets the answer. */
    public synchronized ScriptedRegistry on(String method, String targetPattern, Answer answer) {
        script.add(new Line(method, Pattern.compile(targetPattern), answer));
        return this;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** What was asked so far, in order of arrival. */
    public synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** How many lines of the script nobody asked for yet. */
    public synchronized int unused() {
        return script.size();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket socket = connections.add(listener.accept());
            socket.setTcpNoDelay(true);
            connections.run("scripted-connection", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if (speaksTls(in)) {
                socket.getOutputStream().write(NOT_TLS.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            while (exchange(in, socket.getOutputStream())) {
                // one request after the other
            }
        } finally {
            connections.end(socket);
        }
    }

    /** Whether a TLS handshake comes in: as Go's server does, it is answered in plain HTTP. */
    private static boolean speaksTls(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == TLS_HANDSHAKE;
    }

    /** Says whether the connection lives on. */
    private boolean exchange(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String[] request = line(in).split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < MAXIMUM_HEAD_LINES; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        Answer answer = take(request[0], request[1]);
        boolean early = answer.moment() == Answer.Moment.BEFORE_THE_BODY;
        byte[] body = early ? new byte[0] : body(in, headers);
        synchronized (this) {
            received.add(new Received(request[0], request[1], Map.copyOf(headers), body));
        }
        boolean whole = send(answer, out, !request[0].equals("HEAD"));
        return whole && !early && !answer.head().contains("Connection: close");
    }

    private synchronized Answer take(String method, String target) {
        for (Line line : script) {
            if (line.method().equals(method) && line.target().matcher(target).matches()) {
                script.remove(line);
                return line.answer();
            }
        }
        unmatched.add(method + " " + target);
        return Answer.status(418).header("Connection", "close");
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes((int) length);
        if (body.length < length) {
            throw new EOFException("the client sent %d of %d bytes".formatted(body.length, length));
        }
        return body;
    }

    private static boolean send(Answer answer, OutputStream out, boolean withBody)
            throws IOException, InterruptedException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Scripted\r\n");
        answer.head().forEach(line -> head.append(line).append("\r\n"));
        if (!answer.announcesLength() && answer.status() != 204) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        if (answer.body().length == 0) {
            await(answer);
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (!withBody || answer.body().length == 0) {
            return answer.cut().isEmpty();
        }
        int end = (int) Math.min(answer.cut().orElse(Long.MAX_VALUE), answer.body().length);
        int held = answer.holds().isEmpty() ? end : end - 1;
        for (int at = 0; at < held; at += PIECE_BYTES) {
            out.write(answer.body(), at, Math.min(PIECE_BYTES, held - at));
        }
        out.flush();
        await(answer);
        out.write(answer.body(), held, end - held);
        out.flush();
        return answer.cut().isEmpty();
    }

    private static void await(Answer answer) throws InterruptedException {
        for (CountDownLatch latch : answer.holds()) {
            latch.await();
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAXIMUM_LINE_BYTES) {
                throw new EOFException("the client has gone, or sends no lines");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Ends all connections; throws AssertionError where a request was not in the script. */
    @Override
    public void close() {
        connections.close();
        synchronized (this) {
            if (!unmatched.isEmpty()) {
                throw new AssertionError("not in the script: " + unmatched + "; left in it: "
                        + script.stream().map(line -> line.method() + " " + line.target()).toList());
            }
        }
    }
}
