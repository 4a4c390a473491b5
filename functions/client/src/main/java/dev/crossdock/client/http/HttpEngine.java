package dev.crossdock.client.http;

import dev.crossdock.client.http.watch.Watchdog;
import dev.crossdock.client.http.watch.Watched;
import dev.crossdock.client.http.watch.WatchedInput;
import dev.crossdock.client.http.watch.WatchedOutput;
import dev.crossdock.client.http.wire.BlobWire;
import dev.crossdock.client.http.wire.Origin;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.client.tls.TlsSetup;
import java.io.IOException;
import java.net.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.CipherSuite;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.TlsVersion;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a whole process: one pool, one watchdog. Safe for several threads; each call blocks its own.
 *
 * <p>HTTP/1.1 only: on HTTP/2 all blobs of a registry would share one connection (measured: a third of the wall time).
 * Blobs go over connections of our own, through OkHttp only where a proxy is needed: then with its time-outs off, which
 * cost 40 % of the CPU per segment. The watchdog sees to both.
 */
public final class HttpEngine implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    /** How many times the limit of an answer's silence a brief call may take in all: its body may come in drops. */
    private static final int BRIEF_PATIENCE = 5;
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** What stands for each way to trust: plain HTTP, or TLS with certain options. */
    private record Pair(OkHttpClient brief, OkHttpClient blob, Optional<Origin.Secure> secure) {
        /** Proxies are OkHttp's matter. */
        boolean needsProxy(Address address) {
            Proxy fixed = blob.proxy();
            return fixed != null
                    ? fixed.type() != Proxy.Type.DIRECT
                    : blob.proxySelector().select(address.url().uri()).stream()
                            .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
        }
    }

    private final Limits limits;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Watchdog watchdog;
    private final BlobCalls blobs;
    private final ConnectionPool pool;
    private final Set<Call> running = ConcurrentHashMap.newKeySet();
    private final Map<TlsOptions, Pair> secure = new HashMap<>();
    private @Nullable Pair plain;
    private volatile boolean closed;

    /** With the standard limits; sleeps between attempts. */
    public HttpEngine() {
        this(Limits.STANDARD, Pauses.SLEEPING, InstantSource.system());
    }

    /** With limits, pauses and a clock of one's own. Nothing is started before the first request. */
    public HttpEngine(Limits limits, Pauses pauses, InstantSource clock) {
        this.limits = limits;
        this.pauses = pauses;
        this.clock = clock;
        BlobWire wire = BlobCalls.wire(limits);
        this.watchdog = new Watchdog(limits.standstill(), wire::sweep);
        this.blobs = new BlobCalls(limits, wire, watchdog);
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

    /** Sends a request whose answer is short. */
    public Reply send(Request request, TlsOptions tls) throws IOException {
        Call call = client(request.address(), tls).brief().newCall(wire(request, briefBody(request)));
        Response response = execute(call);
        return reply(response, request.address(), closing(response, call, false));
    }

    /** Sends a request whose answer is a blob: its body moves under the watchdog. */
    public Reply fetch(Request request, TlsOptions tls) throws IOException {
        Pair pair = client(request.address(), tls);
        if (!pair.needsProxy(request.address())) {
            return blobs.fetch(request.address(), wire(request, null), pair.secure());
        }
        Call call = pair.blob().newCall(wire(request, null));
        Watched watched = new Watched(call::cancel);
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

    /** Sends a blob, once. What its writer throws is thrown here, unchanged. An answer that comes early is read. */
    public Reply stream(Request request, Request.Body.Streamed blob, TlsOptions tls) throws IOException {
        Pair pair = client(request.address(), tls);
        if (!pair.needsProxy(request.address())) {
            return blobs.stream(request.address(), wire(request, RequestBody.EMPTY), blob, pair.secure());
        }
        Call[] call = new Call[1];
        Watched watched = new Watched(() -> call[0].cancel());
        int standstill = watchdog.looks(limits.standstill());
        WatchedOutput output = new WatchedOutput(blob.writer(), blob.length(), watched, standstill);
        call[0] = pair.blob().newCall(wire(request, new WatchedBody(output, blob.length(), watched, standstill,
                watchdog.looks(limits.commitWait()))));
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

    private static okhttp3.Request wire(Request request, @Nullable RequestBody body) {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(request.address().url());
        request.headers().forEach(builder::header);
        // Asked for here, or OkHttp asks for gzip and unpacks it: lengths and digests are of the bytes on the wire.
        builder.header("Accept-Encoding", "identity");
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
        if (address.isHttps()) {
            Pair known = secure.get(tls);
            if (known == null) {
                known = overTls(tls);
                secure.put(tls, known);
            }
            return known;
        }
        if (plain == null) {
            plain = pair(builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).socketFactory(new WideSockets()),
                    Optional.empty());
        }
        return plain;
    }

    /** OkHttp's rules for both: its modern versions and suites, and whom a certificate may belong to. */
    private Pair overTls(TlsOptions tls) throws IOException {
        TlsSetup setup = TlsSetup.of(tls);
        ConnectionSpec modern = ConnectionSpec.MODERN_TLS;
        OkHttpClient.Builder builder = builder().connectionSpecs(List.of(modern)).sslSocketFactory(setup.sockets(),
                setup.trust());
        if (!tls.verify()) {
            builder.hostnameVerifier((host, session) -> true);
        }
        OkHttpClient client = builder.build();
        return pair(client.newBuilder(), Optional.of(new Origin.Secure(setup.context(), client.hostnameVerifier(),
                Objects.requireNonNull(modern.tlsVersions()).stream().map(TlsVersion::javaName).toList(),
                Objects.requireNonNull(modern.cipherSuites()).stream().map(CipherSuite::javaName).toList())));
    }

    private OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder().connectionPool(pool).protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false).followSslRedirects(false).retryOnConnectionFailure(false)
                .connectTimeout(limits.connect()).readTimeout(limits.answer()).writeTimeout(limits.answer());
    }

    private Pair pair(OkHttpClient.Builder builder, Optional<Origin.Secure> secure) {
        OkHttpClient brief = builder.callTimeout(limits.answer().multipliedBy(BRIEF_PATIENCE)).build();
        return new Pair(brief, brief.newBuilder().callTimeout(Duration.ZERO).readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO).build(), secure);
    }

    /** Ends what is under way, and every connection. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Call::cancel);
        blobs.close();
        watchdog.close();
        pool.evictAll();
    }
}
