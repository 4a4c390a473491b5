package dev.crossdock.client.http;

import dev.crossdock.client.http.watch.Patience;
import dev.crossdock.client.http.watch.Watchdog;
import dev.crossdock.client.http.watch.Watched;
import dev.crossdock.client.http.watch.WatchedInput;
import dev.crossdock.client.http.watch.WatchedOutput;
import dev.crossdock.client.http.wire.BlobWire;
import dev.crossdock.client.http.wire.Origin;
import dev.crossdock.client.limits.Budgets;
import dev.crossdock.client.limits.Kind;
import dev.crossdock.client.proxy.HttpProxy;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.client.tls.TlsOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a whole process: one pool, one watchdog, one budget per host. Safe for several threads; each call
 * blocks its own.
 *
 * <p>HTTP/1.1 only: on HTTP/2 all blobs of a registry would share one connection (measured: a third of the wall time).
 * All goes over connections of our own, through OkHttp only where a proxy is needed: then blobs with its time-outs off,
 * which cost 40 % of the CPU per segment. The watchdog sees to both.
 */
public final class HttpEngine implements AutoCloseable {
    static final String TO_PROXY = "Proxy-Authorization";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final Limits limits;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Admission admission;
    private final Watchdog watchdog;
    private final BlobCalls blobs;
    private final Set<Call> running = ConcurrentHashMap.newKeySet();
    private final Clients clients;
    private final Proxies proxies;
    private volatile boolean closed;

    /** With the standard limits and the environment's proxies; sleeps between attempts. */
    public HttpEngine() {
        this(Limits.STANDARD, Pauses.SLEEPING, InstantSource.system(), Proxies.of(System.getenv()));
    }

    /** With limits, pauses and a clock of one's own. Nothing is started before the first request. */
    public HttpEngine(Limits limits, Pauses pauses, InstantSource clock) {
        this(limits, pauses, clock, Proxies.none());
    }

    /** The same, through proxies. */
    public HttpEngine(Limits limits, Pauses pauses, InstantSource clock, Proxies proxies) {
        this(limits, pauses, clock, proxies, new Budgets(System::nanoTime, pauses));
    }

    /** The same, with budgets of one's own. */
    public HttpEngine(Limits limits, Pauses pauses, InstantSource clock, Proxies proxies, Budgets budgets) {
        this.limits = limits;
        this.pauses = pauses;
        this.clock = clock;
        this.proxies = proxies;
        this.admission = new Admission(budgets, clock);
        BlobWire wire = BlobCalls.wire(limits);
        this.watchdog = new Watchdog(limits.standstill(), wire::sweep);
        this.blobs = new BlobCalls(limits, pauses, wire, watchdog);
        this.clients = new Clients(limits);
    }

    /** The time, for expiry. */
    public InstantSource clock() {
        return clock;
    }

    /** How to wait between attempts. */
    public Pauses pauses() {
        return pauses;
    }

    /** The limits it was made with. */
    public Limits limits() {
        return limits;
    }

    /** What each host may be asked. */
    public Budgets budgets() {
        return admission.budgets();
    }

    /** Sends a request whose answer is short. */
    public Reply send(Request request, TlsOptions tls) throws IOException {
        return admission.run(request, Admission.brief(request), () -> sendNow(request, tls));
    }

    /** Sends a request whose answer is a blob: its body moves under the watchdog. */
    public Reply fetch(Request request, TlsOptions tls) throws IOException {
        return admission.run(request, Kind.READ, () -> fetchNow(request, tls));
    }

    /** Sends a blob, once. What its writer throws is thrown here, unchanged. An answer that comes early is read. */
    public Reply stream(Request request, Request.Body.Streamed blob, TlsOptions tls) throws IOException {
        return admission.stream(request, blob, paced -> streamNow(request, paced, tls));
    }

    private Reply sendNow(Request request, TlsOptions tls) throws IOException {
        if (proxy(request.address()).isEmpty()) {
            return blobs.send(request.address(), wire(request, briefBody(request)), bytes(request),
                    secure(request, tls));
        }
        Call call = client(request.address(), tls).brief().newCall(wire(request, briefBody(request)));
        bound(call);
        Response response = execute(call);
        return reply(response, request.address(), closing(response, call, false));
    }

    /** The call takes no longer than there is time. */
    private void bound(Call call) {
        Duration left = pauses.left();
        if (left.compareTo(Duration.ofNanos(call.timeout().timeoutNanos())) < 0) {
            call.timeout().timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    private Reply fetchNow(Request request, TlsOptions tls) throws IOException {
        if (proxy(request.address()).isEmpty()) {
            return blobs.fetch(request.address(), wire(request, null), secure(request, tls));
        }
        Call call = client(request.address(), tls).blob().newCall(wire(request, null));
        Watched watched = new Watched(call::cancel).within(pauses.left());
        watchdog.add(watched);
        watched.begin(watchdog.looks(limits.standstill()));
        try {
            return proxied(execute(call), request.address(), call, watched);
        } catch (IOException e) {
            watchdog.remove(watched);
            throw watched.explained(e);
        } finally {
            watched.end();
        }
    }

    private Reply streamNow(Request request, Request.Body.Streamed blob, TlsOptions tls) throws IOException {
        if (proxy(request.address()).isEmpty()) {
            return blobs.stream(request.address(), wire(request, RequestBody.EMPTY), blob, secure(request, tls));
        }
        Call[] call = new Call[1];
        Watched watched = new Watched(() -> call[0].cancel()).within(pauses.left());
        int standstill = watchdog.looks(limits.standstill());
        Patience patience = BlobCalls.patience(limits, watchdog, blob.mayIdle());
        WatchedOutput output = new WatchedOutput(blob.writer(), blob.length(), watched, patience);
        call[0] = client(request.address(), tls).blob()
                .newCall(wire(request, new WatchedBody(output, blob.length(), watched, patience)));
        watched.begin(standstill);
        watchdog.add(watched);
        try {
            return proxied(execute(call[0]), request.address(), call[0], watched);
        } catch (IOException e) {
            watchdog.remove(watched);
            RuntimeException thrown = output.thrown();
            if (thrown != null) {
                throw thrown;
            }
            throw watched.explained(e);
        } finally {
            watched.end();
        }
    }

    private Reply proxied(Response response, Address address, Call call, Watched watched) {
        boolean blob = response.request().method().equals("GET");
        return reply(response, address, new WatchedInput(closing(response, call, blob), watched,
                watchdog.looks(limits.standstill()), () -> watchdog.remove(watched)));
    }

    private static Reply reply(Response response, Address address, ReadableByteChannel body) {
        return new Reply(response.code(), response.headers(), address, body);
    }

    private Response execute(Call call) throws IOException {
        running.add(call);
        if (closed) {
            call.cancel();
        }
        try {
            return call.execute();
        } catch (IOException | RuntimeException e) {
            running.remove(call);
            throw e;
        }
    }

    /** Ends the call with the body. What is left of a blob is not read on, which OkHttp does to keep a connection. */
    private ReadableByteChannel closing(Response response, Call call, boolean blob) {
        BufferedSource source = response.body().source();
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return source.read(into);
            }

            @Override
            public boolean isOpen() {
                return source.isOpen();
            }

            @Override
            public void close() {
                running.remove(call);
                if (blob) {
                    call.cancel(); // without effect where the last byte was read
                }
                response.close();
            }
        };
    }

    /** Through which proxy an address is reached; where there is one, OkHttp alone knows how to. */
    Optional<HttpProxy> proxy(Address address) throws IOException {
        return proxies.find(address.isHttps(), address.host(), address.url().port());
    }

    private okhttp3.Request wire(Request request, @Nullable RequestBody body) throws IOException {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(request.address().url());
        request.headers().forEach(builder::header);
        // Asked for here, or OkHttp asks for gzip and unpacks it: lengths and digests are of the bytes on the wire.
        builder.header("Accept-Encoding", "identity");
        if (!request.address().isHttps()) { // over TLS the proxy is told before, and the registry must not be
            proxy(request.address()).flatMap(HttpProxy::authorization).ifPresent(it -> builder.header(TO_PROXY, it));
        }
        return builder.method(request.method(), body).build();
    }

    private static @Nullable RequestBody briefBody(Request request) {
        return switch (request.body()) {
            case Request.Body.None() -> WITH_BODY.contains(request.method()) ? RequestBody.create(new byte[0]) : null;
            case Request.Body.Bytes(byte[] bytes) -> RequestBody.create(bytes);
            case Request.Body.Streamed _ -> throw new IllegalArgumentException("a blob goes by stream()");
        };
    }

    private static Optional<byte[]> bytes(Request request) {
        return request.body() instanceof Request.Body.Bytes(byte[] bytes) ? Optional.of(bytes) : Optional.empty();
    }

    /** Over plain HTTP no client of OkHttp's is made: making the first costs as much as a whole small copy. */
    private Optional<Origin.Secure> secure(Request request, TlsOptions tls) throws IOException {
        return request.address().isHttps() ? client(request.address(), tls).secure() : Optional.empty();
    }

    private Clients.Pair client(Address address, TlsOptions tls) throws IOException {
        return clients.of(address.isHttps() ? Optional.of(tls) : Optional.empty(), proxy(address));
    }

    /** Ends what is under way, and every connection. */
    @Override
    public void close() {
        closed = true;
        budgets().close();
        running.forEach(Call::cancel);
        blobs.close();
        watchdog.close();
        clients.close();
    }
}
