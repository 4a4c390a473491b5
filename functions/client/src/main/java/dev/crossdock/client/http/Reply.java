package dev.crossdock.client.http;

import dev.crossdock.client.http.head.RequestId;
import dev.crossdock.client.http.head.RetryAfter;
import dev.crossdock.client.http.watch.WatchedInput;
import dev.crossdock.client.limits.Permit;
import dev.crossdock.transfer.Circumstance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** What came back: the head is here, the body still on the wire. To be closed. */
public final class Reply implements AutoCloseable {
    private static final int MAXIMUM_ERROR_BYTES = 16 << 10;

    private final int status;
    private final Headers headers;
    private final Address address;
    private final ReadableByteChannel bytes;
    private final InputStream body;
    private boolean sentOn;
    private Optional<Circumstance.Progress> sent = Optional.empty();
    private @Nullable Permit permit;

    Reply(int status, Headers headers, Address address, ReadableByteChannel bytes) {
        this.status = status;
        this.headers = headers;
        this.address = address;
        this.bytes = bytes;
        this.body = Channels.newInputStream(bytes);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** Whom was asked. */
    public Address address() {
        return address;
    }

    /** The same reply, whose end is the end of the request's place at its host. */
    Reply under(Permit place) {
        permit = place;
        return this;
    }

    /** The same reply, known to come from where another server sent us: failures say whose it is. */
    public Reply sentOn() {
        sentOn = true;
        return this;
    }

    /** The same reply, to a request of whose body so many bytes had left: failures say so. */
    public Reply after(long bytesSent, long bytesWanted) {
        sent = Optional.of(new Circumstance.Progress(bytesSent, bytesWanted));
        return this;
    }

    Optional<Circumstance.Progress> sent() {
        return sent;
    }

    /** The server, where it is not the one that was to be asked. */
    Optional<String> detour() {
        return sentOn ? Optional.of(address.hostAndPort()) : Optional.empty();
    }

    /** The header's last value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Every value of the header, in order. */
    public List<String> headers(String name) {
        return headers.values(name);
    }

    /** The Content-Length, where there is a sensible one. */
    public OptionalLong length() {
        try {
            long length = Long.parseLong(header("Content-Length").orElse("-1").strip());
            return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The body, as it comes. */
    public InputStream body() {
        return body;
    }

    /** Fills the buffer with what the body has; -1 at its end. */
    public int read(ByteBuffer into) throws IOException {
        return permit == null ? bytes.read(into) : permit.read(into, bytes::read);
    }

    /** The whole body; empty where it is longer than {@code maximum} bytes. */
    public Optional<byte[]> bytes(int maximum) throws IOException {
        byte[] bytes = body.readNBytes(maximum + 1);
        return bytes.length > maximum ? Optional.empty() : Optional.of(bytes);
    }

    /** What the body says of a failure; unreadable or foreign bodies say nothing. */
    public ErrorBody error() {
        try {
            return ErrorBody.parse(body.readNBytes(MAXIMUM_ERROR_BYTES));
        } catch (IOException e) {
            return ErrorBody.NONE;
        }
    }

    /** When to come back, where the server says so: in seconds, or as an HTTP date. */
    public Optional<Duration> retryAfter(InstantSource clock) {
        return RetryAfter.parse(headers.get("Retry-After"), clock);
    }

    /** What the server calls this exchange in its own logs, where it says. */
    public Optional<String> requestId() {
        return RequestId.find(name -> Optional.ofNullable(headers.get(name)));
    }

    /** Breaks a blob's body off, from any thread: a read that waits fails. The reader still has to close. */
    public void cancel() {
        if (bytes instanceof WatchedInput blob) {
            blob.cancel();
        }
    }

    /** Gives the connection back, or ends it where bytes of the body are still to come. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // The answer was read as far as anyone wanted it.
        } finally {
            if (permit != null) {
                permit.close();
            }
        }
    }
}
