package dev.crossdock.client.http;

import dev.crossdock.client.limits.Budgets;
import dev.crossdock.client.limits.Kind;
import dev.crossdock.client.proxy.HttpProxy;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.client.tls.TlsSetup;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a whole process: one pool, one watchdog, one budget per host. Safe for several threads; each call
 * blocks its own.
 *
 * <p>HTTP/1.1 only: on HTTP/2 all blobs of a registry would share one connection (measured: a third of the wall time).
 * Blob calls run with OkHttp's time-outs off, which cost 40 % of the CPU per segment, and under the watchdog instead.
 */
public final class HttpEngine implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    /** How many times the limit of an answer's silence a brief call may take in all: its body may come in drops. */
    private static final int BRIEF_PATIENCE = 5;
    private static final String TO_PROXY = "Proxy-Authorization";
    /** A body that has no byte for longer is given up, before a proxy does so: 60 s are usual, 30 s are seen. */
    private static final Duration LONGEST_IDLE_BODY = Duration.ofSeconds(10);
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** How a server is reached: over plain HTTP where there are no options, or TLS; through a proxy or not. */
    private record Way(Optional<TlsOptions> tls, Optional<HttpProxy> proxy) {}

    /** What stands for each way. */
    private record Pair(OkHttpClient brief, OkHttpClient blob) {}

    private final Limits limits;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Admission admission;
    private final Watchdog watchdog;
    private final ConnectionPool pool;
    private final Set<Call> running = ConcurrentHashMap.newKeySet();
    private final Map<Way, Pair> clients = new HashMap<>();
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
        this(limits, pauses, clock, proxies, new Budgets(System::nanoTime, pauses::pause));
    }

    /** The same, with budgets of one's own. */
    public HttpEngine(Limits limits, Pauses pauses, InstantSource clock, Proxies proxies, Budgets budgets) {
        this.limits = limits;
        this.pauses = pauses;
        this.clock = clock;
        this.proxies = proxies;
        this.admission = new Admission(budgets, clock);
        this.watchdog = new Watchdog(limits.standstill());
        this.pool = new ConnectionPool(limits.width(), KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
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
        Call call = client(request.address(), tls).brief().newCall(wire(request, briefBody(request)));
        Response response = execute(call);
        return new Reply(response, request.address(), closing(response, call, false));
    }

    private Reply fetchNow(Request request, TlsOptions tls) throws IOException {
        Call call = client(request.address(), tls).blob().newCall(wire(request, null));
        Watched watched = new Watched(call::cancel);
        int patience = watchdog.looks(limits.standstill());
        watchdog.add(watched);
        watched.begin(patience);
        try {
            Response response = execute(call);
            return new Reply(response, request.address(),
                    new WatchedInput(closing(response, call, true), watched, patience,
                            () -> watchdog.remove(watched)));
        } catch (IOException e) {
            watchdog.remove(watched);
            throw WatchedInput.explained(e, watched);
        } finally {
            watched.end();
        }
    }

    private Reply streamNow(Request request, Request.Body.Streamed blob, TlsOptions tls) throws IOException {
        OkHttpClient client = client(request.address(), tls).blob();
        Call[] call = new Call[1];
        Watched watched = new Watched(() -> call[0].cancel());
        int standstill = watchdog.looks(limits.standstill());
        int idle = blob.mayIdle() ? 0 : Math.min(standstill, watchdog.looks(LONGEST_IDLE_BODY));
        WatchedBody body = new WatchedBody(blob, watched,
                new WatchedBody.Patience(standstill, idle, watchdog.looks(limits.commitWait())));
        call[0] = client.newCall(wire(request, body));
        watched.begin(standstill);
        watchdog.add(watched);
        try {
            Response response = execute(call[0]);
            watched.begin(standstill);
            return new Reply(response, request.address(), new WatchedInput(closing(response, call[0], false), watched,
                    standstill, () -> watchdog.remove(watched)));
        } catch (IOException e) {
            watchdog.remove(watched);
            RuntimeException thrown = body.thrown();
            if (thrown != null) {
                throw thrown;
            }
            throw WatchedInput.explained(e, watched);
        } finally {
            watched.end();
        }
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
    private InputStream closing(Response response, Call call, boolean blob) {
        return new FilterInputStream(response.body().byteStream()) {
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

    private synchronized Pair client(Address address, TlsOptions tls) throws IOException {
        Way way = new Way(address.isHttps() ? Optional.of(tls) : Optional.empty(), proxy(address));
        Pair known = clients.get(way);
        if (known == null) {
            OkHttpClient.Builder builder = address.isHttps()
                    ? overTls(tls)
                    : builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).socketFactory(new WideSockets());
            way.proxy().ifPresent(proxy -> through(builder, proxy));
            known = pair(builder);
            clients.put(way, known);
        }
        return known;
    }

    private static void through(OkHttpClient.Builder builder, HttpProxy proxy) {
        builder.proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        builder.proxyAuthenticator((route, reply) -> {
            boolean refused = reply.request().header(TO_PROXY) != null;
            return refused || proxy.authorization().isEmpty()
                    ? null
                    : reply.request().newBuilder().header(TO_PROXY, proxy.authorization().get()).build();
        });
    }

    private OkHttpClient.Builder overTls(TlsOptions tls) throws IOException {
        TlsSetup setup = TlsSetup.of(tls);
        OkHttpClient.Builder builder = builder().connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .sslSocketFactory(setup.sockets(), setup.trust());
        return tls.verify() ? builder : builder.hostnameVerifier((host, session) -> true);
    }

    private OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder().connectionPool(pool).protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false).followSslRedirects(false).retryOnConnectionFailure(false)
                .connectTimeout(limits.connect()).readTimeout(limits.answer()).writeTimeout(limits.answer());
    }

    private Pair pair(OkHttpClient.Builder builder) {
        OkHttpClient brief = builder.callTimeout(limits.answer().multipliedBy(BRIEF_PATIENCE)).build();
        return new Pair(brief, brief.newBuilder().callTimeout(Duration.ZERO).readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO).build());
    }

    /** Ends what is under way, and every connection. */
    @Override
    public void close() {
        closed = true;
        budgets().close();
        running.forEach(Call::cancel);
        watchdog.close();
        pool.evictAll();
    }
}
