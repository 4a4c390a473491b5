package dev.crossdock.proof.registry.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * One connection that is kept, and on it requests as Go's net/http writes them: Host, User-Agent, the body's length, then
 * the other headers by name, then Accept-Encoding. Reads no byte of an answer more than it has.
 */
final class GoConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PIECE_BYTES = 10_000;
    private static final int MAXIMUM_LINE = 32 << 10;

    private final Door door;
    private final String agent;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    GoConnection(Door door, String agent) {
        this.door = door;
        this.agent = agent;
        try {
            this.socket = connect(door);
            socket.setSoTimeout(PATIENCE_MILLIS);
            this.in = new java.io.BufferedInputStream(socket.getInputStream());
            this.out = new java.io.BufferedOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("connect to " + door, e);
        }
    }

    private static Socket connect(Door door) throws IOException {
        if (door.trust().isEmpty()) {
            return new Socket(InetAddress.getByName(door.uri().getHost()), door.uri().getPort());
        }
        SSLContext trust = door.trust().get();
        return trust.getSocketFactory().createSocket(door.uri().getHost(), door.uri().getPort());
    }

    /** What follows the headers of a request. */
    sealed interface Payload {
        /** Nothing, and nothing is said of it. */
        record None() implements Payload {}

        /** Bytes whose number is told first. */
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Sized(byte[] bytes) implements Payload {}

        /** Bytes in pieces. */
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Chunked(byte[] bytes) implements Payload {}
    }

    /** One request and its answer. */
    Answer send(String method, String target, Map<String, List<String>> headers, Payload payload) {
        URI uri = door.uri().resolve(target);
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        try {
            out.write(head(method, path, headers, payload).getBytes(StandardCharsets.ISO_8859_1));
            write(payload);
            out.flush();
            return read(method, method + " " + path);
        } catch (IOException e) {
            throw new UncheckedIOException("%s %s as %s".formatted(method, path, agent), e);
        }
    }

    private String head(String method, String path, Map<String, List<String>> headers, Payload payload) {
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n".formatted(method,
                path, door.host(), agent));
        switch (payload) {
            case Payload.None none -> head.append(method.matches("POST|PUT|PATCH") ? "Content-Length: 0\r\n" : "");
            case Payload.Sized(byte[] bytes) -> head.append("Content-Length: ").append(bytes.length).append("\r\n");
            case Payload.Chunked chunked -> head.append("Transfer-Encoding: chunked\r\n");
        }
        TreeMap<String, List<String>> sorted = new TreeMap<>(headers);
        door.authorization().ifPresent(value -> sorted.put("Authorization", List.of(value)));
        sorted.forEach((name, values) -> values.forEach(value -> head.append(name).append(": ").append(value)
                .append("\r\n")));
        if (!sorted.containsKey("Accept-Encoding") && !method.equals("HEAD") && !sorted.containsKey("Range")) {
            head.append("Accept-Encoding: gzip\r\n");
        }
        return head.append("\r\n").toString();
    }

    private void write(Payload payload) throws IOException {
        switch (payload) {
            case Payload.None none -> {
            }
            case Payload.Sized(byte[] bytes) -> out.write(bytes);
            case Payload.Chunked(byte[] bytes) -> {
                for (int start = 0; start < bytes.length; start += PIECE_BYTES) {
                    int count = Math.min(PIECE_BYTES, bytes.length - start);
                    out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(bytes, start, count);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private Answer read(String method, String asked) throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] field = line.split(":", 2);
            headers.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1].strip());
        }
        HttpHeaders found = HttpHeaders.of(headers, (name, value) -> true);
        boolean isBare = method.equals("HEAD") || status == 204 || status == 304;
        return new Answer(asked, status, found, isBare ? new byte[0] : body(found));
    }

    private byte[] body(HttpHeaders headers) throws IOException {
        if (headers.firstValue("Transfer-Encoding").isEmpty()) {
            return exactly(Math.toIntExact(headers.firstValueAsLong("Content-Length").orElseThrow()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int count = chunk(); count > 0; count = chunk()) {
            body.writeBytes(exactly(count));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("got %d bytes of a body of %d".formatted(bytes.length, count));
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > MAXIMUM_LINE) {
                throw new EOFException("the answer ended after \"%s\"".formatted(line));
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
