package dev.crossdock.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/**
 * One kept-alive connection to a loopback server, with as little between it and the socket as there can be: the sender
 * shares the cores with what is measured.
 */
final class Wire implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int LINE_BYTES_MAXIMUM = 8 << 10;
    private static final int TEXT_BYTES_MAXIMUM = 4 << 20;

    /** What comes back; the names of the headers in small letters. */
    record Answer(int status, Map<String, String> headers, String text) {}

    /** What is sent: so many bytes. */
    interface Body {
        long length();

        void writeTo(OutputStream out) throws IOException;

        static Body of(byte[] bytes) {
            return new Body() {
                @Override
                public long length() {
                    return bytes.length;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(bytes);
                }
            };
        }
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: *([0-9]{1,18})");

    static final Body NOTHING = Body.of(new byte[0]);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int port;
    private final String headers;
    private final byte[] sink = new byte[BUFFER_BYTES];

    Wire(int port) throws IOException {
        this(port, SocketFactory.getDefault(), "");
    }

    /** Over such a socket, with these headers on every request, as lines that end with CR LF. */
    Wire(int port, SocketFactory sockets, String headers) throws IOException {
        this.port = port;
        this.headers = headers;
        this.socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        this.out = socket.getOutputStream();
    }

    /** Sends a request; headers as lines that end with CR LF. A body that is no short text is counted and thrown away. */
    Answer send(String method, String target, String more, Body body) throws IOException {
        out.write(head(method, target, more + "Content-Length: " + body.length() + "\r\n"));
        body.writeTo(out);
        out.flush();
        return answer(method.equals("HEAD"));
    }

    private byte[] head(String method, String target, String more) {
        return (method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + more + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends one GET so many times; of each answer only the status and the length are looked at. */
    void fetch(String target, int times) throws IOException {
        byte[] request = head("GET", target, "Accept: " + LayeredImage.MANIFEST + ", */*\r\n");
        for (int i = 0; i < times; i++) {
            out.write(request);
            out.flush();
            skipAnswer();
        }
    }

    private void skipAnswer() throws IOException {
        int filled = 0;
        int end = -1;
        while (end < 0) {
            int count = in.read(sink, filled, sink.length - filled);
            if (count < 0) {
                throw new EOFException("the connection ended within a head");
            }
            filled += count;
            end = endOfHead(filled);
        }
        String head = new String(sink, 0, end, StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
            throw new IOException("port %d: wanted 200 with a length, got %s".formatted(port,
                    head.lines().findFirst().orElse("nothing")));
        }
        skip(Long.parseLong(length.group(1)) - (filled - end));
    }

    /** Behind the empty line; -1 where it has not come yet. */
    private int endOfHead(int filled) {
        for (int at = 3; at < filled; at++) {
            if (sink[at] == '\n' && sink[at - 2] == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    private void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0;) {
            int count = in.read(sink, 0, (int) Math.min(sink.length, left));
            if (count < 0) {
                throw new EOFException("the body ended %d bytes early".formatted(left));
            }
            left -= count;
        }
    }

    private Answer answer(boolean bodiless) throws IOException {
        String status = line(in);
        Map<String, String> got = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            got.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        if (bodiless || status.contains(" 204 ")) {
            return new Answer(code(status), got, "");
        }
        if (!got.containsKey("content-length")) {
            throw new IOException("%s: got no Content-Length, wanted one".formatted(status));
        }
        long length = Long.parseLong(got.getOrDefault("content-length", "0"));
        return new Answer(code(status), got, body(length));
    }

    private static int code(String status) {
        return Integer.parseInt(status.split(" ", -1)[1]);
    }

    private String body(long length) throws IOException {
        if (length <= TEXT_BYTES_MAXIMUM) {
            return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
        }
        skip(length);
        return "";
    }

    /** The next line of a head, without its end. Throws EOFException where the connection ended instead. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() == LINE_BYTES_MAXIMUM) {
                throw new EOFException("the connection ended within a head");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** The same, where only one status will do. */
    Answer expect(int wanted, Answer answer) throws IOException {
        if (answer.status() != wanted) {
            throw new IOException("port %d: got %d, wanted %d: %s".formatted(port, answer.status(), wanted,
                    answer.text().strip()));
        }
        return answer;
    }

    /** Pushes a blob with POST and PUT. */
    void push(String repository, String digest, Body blob) throws IOException {
        Answer opened = expect(202, send("POST", "/v2/" + repository + "/blobs/uploads/", "", NOTHING));
        URI location = URI.create(opened.headers().getOrDefault("location", ""));
        String query = location.getRawQuery() == null ? "?" : "?" + location.getRawQuery() + "&";
        expect(201, send("PUT", location.getRawPath() + query + "digest=" + digest,
                "Content-Type: application/octet-stream\r\n", blob));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
