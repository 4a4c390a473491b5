package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryResponse;
import dev.crossdock.storage.StoredBody;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Sends a response. Small bodies pass through one reused array; larger ones of a file are sent from mapped windows,
 * which is as fast as sendfile; closing a window costs about 0.2 ms, hence not for small ones. TLS reads them either way.
 */
final class ResponseWriter {
    /** Bodies beyond this are sent from windows. */
    static final long COPIED_BYTES = 1 << 20;
    /** The size of a window. */
    static final long WINDOW_BYTES = 8 << 20;

    private static final int NO_CONTENT = 204;
    private static final int SEE_TEMPORARILY = 307;
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(
            () -> new byte[JettyFront.BUFFER_BYTES]);
    private static final ThreadLocal<ByteBuffer> DIRECT = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(JettyFront.BUFFER_BYTES));

    private ResponseWriter() {}

    /** This thread's array. */
    static byte[] buffer() {
        return BUFFER.get();
    }

    static void begin(Response response, RegistryResponse answer) {
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.getHeaders().add(header.name(), header.value()));
    }

    /** Adds headers of the operator's choice, where the answer has none of the name. */
    static void add(Response response, Map<String, List<String>> headers) {
        headers.forEach((name, values) -> {
            if (!response.getHeaders().contains(name)) {
                values.forEach(value -> response.getHeaders().add(name, value));
            }
        });
    }

    static ByteBuffer bytes(RegistryResponse answer) {
        return answer.body() instanceof RegistryResponse.Body.Whole(ByteBuffer bytes)
                ? bytes
                : ByteBuffer.allocate(0);
    }

    /** Sends the body of an answer that was begun. Blocks until the client's system has taken the last byte. */
    static void write(Request request, Response response, RegistryResponse answer, HttpSettings.Limits limits)
            throws IOException {
        Pace.Sink sink = new Pace.Sink(request, response, limits);
        boolean isHead = request.getMethod().equals("HEAD");
        switch (answer.body()) {
            case RegistryResponse.Body.Nothing nothing -> finish(sink, ByteBuffer.allocate(0));
            case RegistryResponse.Body.Announced(long length) -> {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
                finish(sink, ByteBuffer.allocate(0));
            }
            case RegistryResponse.Body.Whole(ByteBuffer bytes) -> {
                if (answer.status() != NO_CONTENT) {
                    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
                }
                finish(sink, isHead ? ByteBuffer.allocate(0) : bytes);
            }
            case RegistryResponse.Body.Stored(StoredBody body) -> {
                try (body) {
                    send(request, response, sink, body);
                }
            }
        }
    }

    private static void send(Request request, Response response, Pace.Sink sink, StoredBody body)
            throws IOException {
        switch (body) {
            case StoredBody.FileBody file -> {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, file.length());
                if (file.length() > COPIED_BYTES && !request.isSecure()) {
                    sendMapped(sink, file);
                } else {
                    copyFile(sink, file);
                }
            }
            case StoredBody.StreamBody stream -> {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, stream.length());
                copy(sink, stream.stream(), stream.length());
            }
            case StoredBody.Redirect redirect -> {
                response.setStatus(SEE_TEMPORARILY);
                response.getHeaders().put(HttpHeader.LOCATION, redirect.address().toString());
                finish(sink, ByteBuffer.allocate(0));
            }
        }
    }

    private static void sendMapped(Pace.Sink sink, StoredBody.FileBody file) throws IOException {
        for (long sent = 0; sent < file.length(); sent += WINDOW_BYTES) {
            long length = Math.min(WINDOW_BYTES, file.length() - sent);
            try (Arena arena = Arena.ofShared()) {
                ByteBuffer window = file.channel().map(FileChannel.MapMode.READ_ONLY, file.offset() + sent, length,
                        arena).asByteBuffer();
                sink.write(sent + length == file.length(), window);
            }
        }
    }

    /** Through memory that the system reads into and writes from without a copy in between. */
    private static void copyFile(Pace.Sink sink, StoredBody.FileBody file) throws IOException {
        if (file.length() == 0) {
            finish(sink, ByteBuffer.allocate(0));
        }
        ByteBuffer buffer = DIRECT.get();
        for (long sent = 0; sent < file.length();) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), file.length() - sent));
            int count = file.channel().read(buffer, file.offset() + sent);
            if (count < 0) {
                throw shortBy(file.length() - sent);
            }
            sent += count;
            sink.write(sent == file.length(), buffer.flip());
        }
    }

    private static EOFException shortBy(long bytes) {
        return new EOFException("storage ended %d bytes before the body did".formatted(bytes));
    }

    private static void copy(Pace.Sink sink, InputStream bytes, long length) throws IOException {
        if (length == 0) {
            finish(sink, ByteBuffer.allocate(0));
        }
        byte[] buffer = buffer();
        for (long left = length; left > 0;) {
            int count = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw shortBy(left);
            }
            left -= count;
            sink.write(left == 0, ByteBuffer.wrap(buffer, 0, count));
        }
    }

    private static void finish(Pace.Sink sink, ByteBuffer last) throws IOException {
        sink.write(true, last);
    }
}
