package dev.crossdock.client.http;

import dev.crossdock.client.http.watch.Patience;
import dev.crossdock.client.http.watch.Watchdog;
import dev.crossdock.client.http.watch.Watched;
import dev.crossdock.client.http.watch.WatchedInput;
import dev.crossdock.client.http.watch.WatchedOutput;
import dev.crossdock.client.http.wire.Answer;
import dev.crossdock.client.http.wire.BlobWire;
import dev.crossdock.client.http.wire.Exchange;
import dev.crossdock.client.http.wire.Message;
import dev.crossdock.client.http.wire.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** Blobs over connections of our own, under the watchdog: whoever needs no proxy goes this way. */
final class BlobCalls implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    /** A body that has no byte for longer is given up, before a proxy does so: 60 s are usual, 30 s are seen. */
    private static final Duration LONGEST_IDLE_BODY = Duration.ofSeconds(10);

    private final Watchdog watchdog;
    private final BlobWire wire;
    private final Limits limits;
    private final int standstill;

    BlobCalls(Limits limits, BlobWire wire, Watchdog watchdog) {
        this.wire = wire;
        this.watchdog = watchdog;
        this.standstill = watchdog.looks(limits.standstill());
        this.limits = limits;
    }

    static BlobWire wire(Limits limits) {
        return new BlobWire(limits.connect(), limits.width(), KEEP_ALIVE);
    }

    /** For a body that may stand idle while its writer has nothing, or one whose request is better ended before. */
    static Patience patience(Limits limits, Watchdog watchdog, boolean mayIdle) {
        int standstill = watchdog.looks(limits.standstill());
        int idle = mayIdle ? 0 : Math.min(standstill, watchdog.looks(LONGEST_IDLE_BODY));
        return new Patience(standstill, idle, watchdog.looks(limits.commitWait()));
    }

    /** A request whose answer is a blob. Its headers were checked by OkHttp already. */
    Reply fetch(Address address, okhttp3.Request request, Optional<Origin.Secure> secure) throws IOException {
        Exchange exchange = wire.exchange(origin(address, secure), message(address, request, -1));
        Watched watched = new Watched(exchange::cancel);
        watchdog.add(watched);
        watched.begin(standstill);
        try {
            return reply(address, exchange.ask(), exchange, watched);
        } catch (IOException | RuntimeException e) {
            throw failed(e, exchange, watched);
        } finally {
            watched.end();
        }
    }

    /** A request whose body is a blob. */
    Reply stream(Address address, okhttp3.Request request, Request.Body.Streamed blob, Optional<Origin.Secure> secure)
            throws IOException {
        Exchange exchange = wire.exchange(origin(address, secure), message(address, request, blob.length()));
        Watched watched = new Watched(exchange::cancel);
        watchdog.add(watched);
        watched.begin(standstill);
        WatchedOutput output = new WatchedOutput(blob.writer(), blob.length(), watched,
                patience(limits, watchdog, blob.mayIdle()));
        try {
            exchange.open();
            return reply(address, sent(output, exchange, watched), exchange, watched);
        } catch (IOException | RuntimeException e) {
            IOException failure = failed(e, exchange, watched);
            RuntimeException thrown = output.thrown();
            if (thrown != null) {
                throw thrown;
            }
            throw failure;
        } finally {
            watched.end();
        }
    }

    /** Where the body cannot be sent to its end, the other side may have said why before it closed the connection. */
    private Answer sent(WatchedOutput output, Exchange exchange, Watched watched) throws IOException {
        try {
            output.to(exchange);
        } catch (IOException broken) {
            if (output.thrown() != null) {
                throw broken;
            }
            watched.begin(standstill);
            try {
                return exchange.answer();
            } catch (IOException silent) {
                broken.addSuppressed(silent);
                throw broken;
            }
        }
        watched.begin(watchdog.looks(limits.commitWait()));
        return exchange.answer();
    }

    private Reply reply(Address address, Answer answer, Exchange exchange, Watched watched) {
        Headers.Builder headers = new Headers.Builder();
        answer.fields().forEach(field -> headers.addUnsafeNonAscii(field.name(), field.value()));
        return new Reply(answer.status(), headers.build(), address,
                new WatchedInput(exchange, watched, standstill, () -> watchdog.remove(watched)));
    }

    private IOException failed(Exception failure, Exchange exchange, Watched watched) {
        watchdog.remove(watched);
        exchange.close();
        if (failure instanceof RuntimeException fault) {
            throw fault;
        }
        return watched.explained((IOException) failure);
    }

    private static Origin origin(Address address, Optional<Origin.Secure> secure) {
        return new Origin(address.host(), address.url().port(), secure);
    }

    /** With what OkHttp adds to a request: so that a registry sees no difference. */
    private static Message message(Address address, okhttp3.Request request, long length) {
        List<Message.Field> fields = new ArrayList<>();
        fields.add(new Message.Field("Host", address.hasPort() ? address.hostAndPort() : address.hostInUrl()));
        fields.add(new Message.Field("Connection", "Keep-Alive"));
        request.headers().forEach(pair -> fields.add(new Message.Field(pair.getFirst(), pair.getSecond())));
        if (length >= 0) {
            fields.add(new Message.Field("Content-Type", WatchedBody.OCTETS.toString()));
        }
        HttpUrl url = request.url();
        String query = url.encodedQuery();
        return new Message(request.method(), url.encodedPath() + (query == null ? "" : "?" + query), fields,
                Math.max(0, length));
    }

    @Override
    public void close() {
        wire.close();
    }
}
