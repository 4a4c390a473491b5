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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** Requests over connections of our own, under the watchdog: whoever needs no proxy goes this way. */
final class BlobCalls implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    /** A body that has no byte for longer is given up, before a proxy does so: 60 s are usual, 30 s are seen. */
    private static final Duration LONGEST_IDLE_BODY = Duration.ofSeconds(10);

    /** A call whose head came, and for how many looks its body may be silent. */
    private record Running(Exchange exchange, Watched watched, int silence) {}

    private final Watchdog watchdog;
    private final BlobWire wire;
    private final Limits limits;
    private final Pauses pauses;
    private final int standstill;

    BlobCalls(Limits limits, Pauses pauses, BlobWire wire, Watchdog watchdog) {
        this.pauses = pauses;
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

    /** A request whose answer is short, and its body, if it has one. Only what asks and changes nothing is sent twice. */
    Reply send(Address address, okhttp3.Request request, Optional<byte[]> body, Optional<Origin.Secure> secure)
            throws IOException {
        int silence = watchdog.looks(limits.answer());
        Exchange exchange = wire.exchange(origin(address, secure),
                message(address, request, body.map(bytes -> bytes.length).orElse(0)));
        Watched watched = new Watched(exchange::cancel,
                watchdog.looks(limits.answer().multipliedBy(Clients.BRIEF_PATIENCE))).within(pauses.left());
        watchdog.add(watched);
        watched.begin(silence);
        try {
            return reply(address, answered(exchange, request.method(), body), new Running(exchange, watched, silence));
        } catch (IOException | RuntimeException e) {
            throw failed(e, exchange, watched);
        } finally {
            watched.end();
        }
    }

    private static Answer answered(Exchange exchange, String method, Optional<byte[]> body) throws IOException {
        if (method.equals("GET") || method.equals("HEAD")) {
            return exchange.ask();
        }
        exchange.open();
        if (body.isEmpty()) {
            return exchange.answer();
        }
        try {
            exchange.write(ByteBuffer.wrap(body.get()));
        } catch (IOException broken) {
            return early(exchange, broken);
        }
        return exchange.answer();
    }

    /** Where a body cannot be sent to its end, the other side may have said why before it closed the connection. */
    private static Answer early(Exchange exchange, IOException broken) throws IOException {
        try {
            return exchange.answer();
        } catch (IOException silent) {
            broken.addSuppressed(silent);
            throw broken;
        }
    }

    /** A request whose answer is a blob. Its headers were checked by OkHttp already. */
    Reply fetch(Address address, okhttp3.Request request, Optional<Origin.Secure> secure) throws IOException {
        Exchange exchange = wire.exchange(origin(address, secure), message(address, request, 0));
        Watched watched = new Watched(exchange::cancel).within(pauses.left());
        watchdog.add(watched);
        watched.begin(standstill);
        try {
            return reply(address, exchange.ask(), new Running(exchange, watched, standstill));
        } catch (IOException | RuntimeException e) {
            throw failed(e, exchange, watched);
        } finally {
            watched.end();
        }
    }

    /** A request whose body is a blob. */
    Reply stream(Address address, okhttp3.Request request, Request.Body.Streamed blob, Optional<Origin.Secure> secure)
            throws IOException {
        Exchange exchange = wire.exchange(origin(address, secure), message(address, octets(request), blob.length()));
        Watched watched = new Watched(exchange::cancel).within(pauses.left());
        watchdog.add(watched);
        watched.begin(standstill);
        WatchedOutput output = new WatchedOutput(blob.writer(), blob.length(), watched,
                patience(limits, watchdog, blob.mayIdle()));
        try {
            exchange.open();
            return reply(address, sent(output, exchange, watched), new Running(exchange, watched, standstill));
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

    private Answer sent(WatchedOutput output, Exchange exchange, Watched watched) throws IOException {
        try {
            output.to(exchange);
        } catch (IOException broken) {
            if (output.thrown() != null) {
                throw broken;
            }
            watched.begin(standstill);
            return early(exchange, broken);
        }
        watched.begin(watchdog.looks(limits.commitWait()));
        return exchange.answer();
    }

    private Reply reply(Address address, Answer answer, Running call) {
        Headers.Builder headers = new Headers.Builder();
        answer.fields().forEach(field -> headers.addUnsafeNonAscii(field.name(), field.value()));
        return new Reply(answer.status(), headers.build(), address,
                new WatchedInput(call.exchange, call.watched, call.silence, () -> watchdog.remove(call.watched)));
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

    private static okhttp3.Request octets(okhttp3.Request request) {
        return request.newBuilder().header("Content-Type", WatchedBody.OCTETS.toString()).build();
    }

    /** With what OkHttp adds to a request: so that a registry sees no difference. */
    private static Message message(Address address, okhttp3.Request request, long length) {
        List<Message.Field> fields = new ArrayList<>();
        fields.add(new Message.Field("Host", address.hasPort() ? address.hostAndPort() : address.hostInUrl()));
        fields.add(new Message.Field("Connection", "Keep-Alive"));
        request.headers().forEach(pair -> fields.add(new Message.Field(pair.getFirst(), pair.getSecond())));
        HttpUrl url = request.url();
        String query = url.encodedQuery();
        return new Message(request.method(), url.encodedPath() + (query == null ? "" : "?" + query), fields, length);
    }

    @Override
    public void close() {
        wire.close();
    }
}
