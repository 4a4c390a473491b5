package dev.crossdock.testkit.field;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** HTTP/1.1 on one connection: a request comes in, an answer goes out, and stops where it is told to. */
final class Wire implements FieldRequest.Line {
    private static final int MAXIMUM_HEAD_LINES = 100;
    private static final int MAXIMUM_LINE_BYTES = 16 << 10;
    private static final int PIECE_BYTES = 16 << 10;
    /** A server that does not want a body reads so much more of it, so that its answer is not lost (RFC 9112, 9.6). */
    private static final long MAXIMUM_UNWANTED_BYTES = 64 << 20;
    private static final int LONGEST_LINGERING_MILLIS = 2_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final boolean elsewhere;

    Wire(Socket socket, boolean elsewhere) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), PIECE_BYTES);
        this.out = socket.getOutputStream();
        this.elsewhere = elsewhere;
    }

    @Override
    public boolean elsewhere() {
        return elsewhere;
    }

    @Override
    public void limitSilence(Duration longest) throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
    }

    /** One request and its answer; says whether the connection lives on. */
    boolean exchange(Traffic traffic, Mode.Rest answers) throws IOException {
        FieldRequest head = head();
        Traffic.Entry entry = traffic.begin(head);
        RequestBody body = new RequestBody(in, out, head, entry);
        FieldResponse response = answers.answer(head.withBody(body));
        socket.setSoTimeout(0);
        if (response.sending().ending() == FieldResponse.Ending.LOST) {
            return false;
        }
        entry.answered(response);
        boolean goesOn = body.isRead() && !response.header("Connection").orElse("").equals("close");
        boolean whole = send(goesOn ? response : response.with("Connection", "close"), head, entry);
        if (!body.isRead() && !body.isHeldBack()) {
            linger(body);
        }
        return whole && goesOn;
    }

    private FieldRequest head() throws IOException {
        String[] request = line(in).split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < MAXIMUM_HEAD_LINES; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return new FieldRequest(request[0], request[1], headers, InputStream.nullInputStream(), this);
            }
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        throw new IOException("more than %d header lines".formatted(MAXIMUM_HEAD_LINES));
    }

    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAXIMUM_LINE_BYTES) {
                throw new EOFException("the client has gone, or sends no lines");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Says whether all of it was sent. */
    private boolean send(FieldResponse response, FieldRequest request, Traffic.Entry entry) throws IOException {
        boolean chunked = response.header("Transfer-Encoding").isPresent();
        FieldResponse framed = chunked || response.status() == 204 || response.header("Content-Length").isPresent()
                ? response
                : response.with("Content-Length", Integer.toString(response.body().length()));
        StringBuilder head = new StringBuilder("HTTP/1.1 " + framed.status() + " Field\r\n");
        framed.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (request.method().equals("HEAD")) {
            return true;
        }
        boolean whole = sendBody(response, chunked, entry);
        if (response.sending().ending() == FieldResponse.Ending.SILENT) {
            while (in.read() >= 0) {
                // The client, too, has nothing to say until it goes.
            }
        }
        return whole;
    }

    private boolean sendBody(FieldResponse response, boolean chunked, Traffic.Entry entry) throws IOException {
        FieldResponse.Slice body = response.body();
        int end = (int) Math.min(body.length(), response.sending().after());
        long begun = System.nanoTime();
        for (int at = 0; at < end;) {
            int count = Math.min(PIECE_BYTES, end - at);
            awaitTurn(begun, at + count, response.sending().bytesPerSecond());
            frame(chunked, Integer.toHexString(count) + "\r\n");
            entry.sent(count); // counted first: who has read it may look at once
            try {
                out.write(body.bytes(), body.from() + at, count);
            } catch (IOException e) {
                entry.sent(-count);
                throw e;
            }
            frame(chunked, "\r\n");
            at += count;
        }
        boolean whole = end == body.length();
        frame(chunked && whole, "0\r\n\r\n");
        return whole;
    }

    /** Waits until so many bytes may have been sent. */
    private static void awaitTurn(long begun, int sent, long bytesPerSecond) throws InterruptedIOException {
        double due = (double) sent / bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
        long early = begun + (long) due - System.nanoTime();
        if (early > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(early);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the registry was closed");
            }
        }
    }

    private void frame(boolean chunked, String text) throws IOException {
        if (chunked) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What the client still sends is thrown away, or its end of the connection breaks before it has read the answer. */
    private void linger(RequestBody body) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LONGEST_LINGERING_MILLIS);
        byte[] unwanted = new byte[PIECE_BYTES];
        try {
            for (long read = 0; read < MAXIMUM_UNWANTED_BYTES && !body.isRead();) {
                read += Math.max(0, body.read(unwanted, 0, unwanted.length));
            }
        } catch (EOFException | SocketTimeoutException e) {
            // It has stopped sending: the answer has arrived.
        }
    }
}
