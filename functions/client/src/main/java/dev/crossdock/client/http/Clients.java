package dev.crossdock.client.http;

import dev.crossdock.client.http.wire.Origin;
import dev.crossdock.client.proxy.HttpProxy;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.client.tls.TlsSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.CipherSuite;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/** OkHttp's clients, one pair for each way to a server; all share the connections of one pool. */
final class Clients implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    /** How many times the limit of an answer's silence a brief call may take in all: its body may come in drops. */
    static final int BRIEF_PATIENCE = 5;

    /** How a server is reached: over plain HTTP where there are no options, or TLS; through a proxy or not. */
    private record Way(Optional<TlsOptions> tls, Optional<HttpProxy> proxy) {}

    /** What stands for each way; the last is for connections of our own, which know no proxies. */
    record Pair(OkHttpClient brief, OkHttpClient blob, Optional<Origin.Secure> secure) {}

    private final Limits limits;
    private @Nullable ConnectionPool pool; // made with the first client: it looks for a logger in every jar
    private final Map<Way, Pair> pairs = new HashMap<>();

    Clients(Limits limits) {
        this.limits = limits;
    }

    /** Over TLS where there are options for it, else over plain HTTP; through the proxy, if there is one. */
    synchronized Pair of(Optional<TlsOptions> tls, Optional<HttpProxy> proxy) throws IOException {
        Way way = new Way(tls, proxy);
        Pair known = pairs.get(way);
        if (known == null) {
            known = tls.isPresent() ? overTls(tls.get(), proxy) : overPlainHttp(proxy);
            pairs.put(way, known);
        }
        return known;
    }

    private Pair overPlainHttp(Optional<HttpProxy> proxy) {
        OkHttpClient.Builder builder = builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .socketFactory(new WideSockets());
        proxy.ifPresent(it -> through(builder, it));
        return pair(builder, Optional.empty());
    }

    private static void through(OkHttpClient.Builder builder, HttpProxy proxy) {
        builder.proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        builder.proxyAuthenticator((route, reply) -> {
            // Asked for a 407 from inside the tunnel too: that is the registry's, which must not be told.
            boolean ours = reply.request().method().equals("CONNECT")
                    && reply.request().header(HttpEngine.TO_PROXY) == null;
            return !ours || proxy.authorization().isEmpty()
                    ? null
                    : reply.request().newBuilder().header(HttpEngine.TO_PROXY, proxy.authorization().get()).build();
        });
    }

    /** OkHttp's rules for both: its modern versions and suites, and whom a certificate may belong to. */
    private Pair overTls(TlsOptions tls, Optional<HttpProxy> proxy) throws IOException {
        TlsSetup setup = TlsSetup.of(tls);
        ConnectionSpec modern = ConnectionSpec.MODERN_TLS;
        OkHttpClient.Builder builder = builder().connectionSpecs(List.of(modern)).sslSocketFactory(setup.sockets(),
                setup.trust());
        if (!tls.verify()) {
            builder.hostnameVerifier((host, session) -> true);
        }
        proxy.ifPresent(it -> through(builder, it));
        OkHttpClient client = builder.build();
        return pair(client.newBuilder(), Optional.of(new Origin.Secure(setup.context(), client.hostnameVerifier(),
                Objects.requireNonNull(modern.tlsVersions()).stream().map(TlsVersion::javaName).toList(),
                Objects.requireNonNull(modern.cipherSuites()).stream().map(CipherSuite::javaName).toList())));
    }

    private OkHttpClient.Builder builder() {
        ConnectionPool shared = pool;
        if (shared == null) {
            shared = new ConnectionPool(limits.width(), KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
            pool = shared;
        }
        return new OkHttpClient.Builder().connectionPool(shared).protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false).followSslRedirects(false).retryOnConnectionFailure(false)
                .connectTimeout(limits.connect()).readTimeout(limits.answer()).writeTimeout(limits.answer());
    }

    private Pair pair(OkHttpClient.Builder builder, Optional<Origin.Secure> secure) {
        OkHttpClient brief = builder.callTimeout(limits.answer().multipliedBy(BRIEF_PATIENCE)).build();
        return new Pair(brief, brief.newBuilder().callTimeout(Duration.ZERO).readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO).build(), secure);
    }

    /** Ends every connection that is kept. */
    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.evictAll();
        }
    }
}
