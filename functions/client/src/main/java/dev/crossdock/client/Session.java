package dev.crossdock.client;

import dev.crossdock.client.auth.Authorizer;
import dev.crossdock.client.auth.Scope;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.client.limits.HostLoad;
import dev.crossdock.client.redirect.SignedAddresses;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Our dealings with one registry: where it is, what it wants to see of us, and how often it was asked. */
final class Session {
    private static final Set<Integer> REGISTRY_ANSWERS = Set.of(200, 401); // to GET /v2/

    /** What is made of a reply, within the attempt: a body that breaks off is asked for again. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Reply reply) throws IOException;
    }

    /** A request, why it is sent, and the rights it needs. */
    record Asking(Errand errand, Request request, List<Scope> scopes) {
        Asking to(Address address) {
            return new Asking(errand, request.to(address), scopes);
        }
    }

    private final HttpEngine engine;
    private final TlsOptions tls;
    private final String userAgent;
    private final Authorizer authorizer;
    /** Where blobs of this registry were found. */
    final SignedAddresses signed;
    private final Retries retries;
    private final Address configured;
    private final Host host;
    private final AtomicLong requests = new AtomicLong();
    private final Set<List<Scope>> refusedUploads = ConcurrentHashMap.newKeySet();
    private @Nullable Address base;

    Session(HttpEngine engine, RegistryOptions options, HostMemory memory) {
        this.engine = engine;
        this.tls = options.tls();
        this.userAgent = options.userAgent();
        this.configured = Address.parse(options.base());
        this.host = new Host(configured, memory);
        this.retries = new Retries(engine);
        this.signed = new SignedAddresses(engine.clock());
        this.authorizer = new Authorizer(engine, new Authorizer.Identity(options.credentials(), options.tokenServers(),
                options.tls(), options.userAgent()), requests::incrementAndGet);
    }

    /** What its host does and does not. */
    Host host() {
        return host;
    }

    long requests() {
        return requests.get();
    }

    /** Limits the host; also on the other default port, where it may turn out to speak plain HTTP. */
    void limit(HostLimits limits) {
        engine.budgets().limit(configured.hostAndPort(), limits);
        if (!tls.verify()) {
            engine.budgets().limit(configured.overPlainHttp().hostAndPort(), limits);
        }
    }

    /** Asks nobody: before the first request it is the configured address that counts. */
    synchronized HostLoad load() {
        Address known = base;
        return engine.budgets().load((known == null ? configured : known).hostAndPort());
    }

    /** The failure that the reply's status means. */
    RegistryException failure(Errand errand, Reply reply) {
        return failure(errand, reply, reply.error());
    }

    /** The same, where the body was read already. */
    RegistryException failure(Errand errand, Reply reply, ErrorBody said) {
        return Failures.of(remarked(errand, reply), reply, said, engine.clock());
    }

    /** Who is refused should know it where an old login, found in a file, was of no use. */
    private Errand remarked(Errand errand, Reply reply) {
        return reply.status() == 401 || reply.status() == 403
                ? authorizer.remark().map(remark -> errand.by(remark, errand.wanted())).orElse(errand)
                : errand;
    }

    /**
     * Where the registry answers. Where verification is off, one without TLS is accepted as well, as skopeo does. On a
     * port that was named, plain HTTP is tried first: it costs no handshake, sends nothing but {@code GET /v2/}, and a
     * server that speaks TLS there refuses it. Without a port the two are different servers, and TLS is tried first.
     */
    synchronized Address base() {
        if (base == null) {
            Optional<Address> found = !configured.isHttps() || tls.verify() ? Optional.of(configured) : find();
            if (found.isEmpty()) {
                return configured;
            }
            base = found.get();
        }
        return base;
    }

    /** Only what a registry says there settles it at once; whoever says something else may speak TLS as well. */
    private Optional<Address> find() {
        Address plain = configured.overPlainHttp();
        Optional<Integer> early = configured.hasPort() ? probe(plain) : Optional.empty();
        if (early.filter(REGISTRY_ANSWERS::contains).isPresent()) {
            return Optional.of(plain);
        }
        if (probe(configured).isPresent()) {
            return Optional.of(configured);
        }
        Optional<Integer> answer = configured.hasPort() ? early : probe(plain);
        return answer.filter(Session::isOfPlainHttp).map(status -> plain);
    }

    /** TLS servers answer plain HTTP with 400, redirect to https, or with what is no HTTP at all. */
    private static boolean isOfPlainHttp(int status) {
        return status != 400 && !Redirect.STATUSES.contains(status);
    }

    private Optional<Integer> probe(Address address) {
        requests.incrementAndGet();
        try (Reply reply = engine.send(named(Request.of("GET", address.below("/v2/"))), tls)) {
            return Optional.of(reply.status());
        } catch (IOException e) {
            return Optional.empty(); // the request that follows will say it better
        }
    }

    /** Sends what can be sent again, follows redirects, and reads the reply; whatever its status, if no retry helps. */
    <T> T ask(Asking asking, Reading<T> reading) {
        return retries.run(() -> {
            try (Reply reply = followed(asking, false)) {
                return read(reply, reading);
            } catch (IOException e) {
                throw Failures.of(asking.errand(), e, asking.request().address());
            }
        });
    }

    private static <T> T read(Reply reply, Reading<T> reading) throws IOException {
        try {
            return reading.read(reply);
        } catch (RegistryException e) {
            throw e.known(reply.requestId());
        }
    }

    /** Sends it, and looks at nothing that comes back. */
    void once(Asking asking) {
        authorized(asking, false).close();
    }

    /** The same for a blob, whose reply stays open. Asked once: who reads a blob counts attempts by what they brought. */
    Reply open(Asking asking) {
        return followed(asking, true);
    }

    private Reply followed(Asking asking, boolean blob) {
        Asking hop = asking;
        for (int redirects = 0; redirects <= Redirect.MAXIMUM_HOPS; redirects++) {
            Reply reply = authorized(hop, blob);
            if (!Redirect.STATUSES.contains(reply.status())) {
                return worthReading(asking.errand(), redirects == 0 ? reply : reply.sentOn());
            }
            try (reply) {
                hop = hop.to(Redirect.next(hop, reply));
            }
        }
        throw Redirect.endless(asking.errand());
    }

    private Reply worthReading(Errand errand, Reply reply) {
        if (reply.status() >= 500 || reply.status() == 408 || reply.status() == 425 || reply.status() == 429) {
            try (reply) {
                throw failure(errand, reply);
            }
        }
        return reply;
    }

    /** One request, and a second one where the registry wants to know first who asks. */
    private Reply authorized(Asking asking, boolean blob) {
        Errand errand = asking.errand();
        try {
            boolean own = asking.request().address().sameOrigin(base());
            Optional<String> header = own ? authorizer.header(errand, asking.scopes()) : Optional.empty();
            Reply reply = send(asking.request(), header, blob);
            if (!own || !worthAskingAgain(asking, reply, header)) {
                return reply;
            }
            reply.close();
            Optional<String> better = authorizer.header(errand, asking.scopes());
            Reply second = send(asking.request(), better, blob);
            if (second.status() == 401) {
                authorizer.refusedAgain(better);
            }
            return second;
        } catch (IOException e) {
            throw Failures.of(errand, e, asking.request().address());
        }
    }

    /** Who we are may not be known, which is thrown: then nobody else is left to end the reply. */
    private boolean worthAskingAgain(Asking asking, Reply reply, Optional<String> header) {
        try {
            return reply.status() == 401 && authorizer.refused(asking.errand(), asking.scopes(), reply, header);
        } catch (RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private Reply send(Request request, Optional<String> authorization, boolean blob) throws IOException {
        Request complete = named(authorization.map(value -> request.with("Authorization", value)).orElse(request));
        requests.incrementAndGet();
        TlsOptions there = tls(request.address());
        return heard(blob ? engine.fetch(complete, there) : engine.send(complete, there));
    }

    /** The registry itself says by its answers which one it is; storage that it sends us to does not. */
    private Reply heard(Reply reply) {
        if (reply.address().sameOrigin(base())) {
            host.answered(reply::header);
        }
        return reply;
    }

    /** Nobody but the registry is told who we are. */
    private TlsOptions tls(Address address) {
        return address.sameOrigin(base()) ? tls : tls.withoutClients();
    }

    private Request named(Request request) {
        return request.with("User-Agent", userAgent);
    }

    /**
     * Sends a blob, once. A refused token is renewed for the next time, which is up to the caller. Many streams may share
     * the token that is refused, and each of them is told to come again; one that set out after a refusal, with what the
     * token server gave since, is not.
     */
    Reply stream(Asking asking, Request.Body.Streamed blob) {
        Errand errand = asking.errand();
        boolean refusedBefore = refusedUploads.contains(asking.scopes()); // looked at before the token is taken
        Request request = named(asking.request());
        AtomicLong sent = new AtomicLong();
        try {
            boolean own = request.address().sameOrigin(base());
            Optional<String> header = own ? authorizer.header(errand, asking.scopes()) : Optional.empty();
            requests.incrementAndGet();
            Reply reply = heard(engine.stream(header.map(value -> request.with("Authorization", value)).orElse(request),
                    blob.telling(sent::addAndGet), tls(request.address())).after(sent.get(), blob.length()));
            if (own && worthAskingAgain(asking, reply, header) && !refusedBefore) {
                refusedUploads.add(asking.scopes());
                try (reply) {
                    throw new Unavailable(errand.got("401, the token was renewed", errand.wanted()), Optional.empty(),
                            null);
                }
            }
            if (reply.status() < 300) {
                refusedUploads.remove(asking.scopes());
            }
            return reply;
        } catch (IOException e) {
            throw Failures.of(errand, e, request.address()).after(sent.get(), blob.length());
        }
    }
}
