package dev.crossdock.client.auth;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what the Authorization header of one registry holds. Knows nothing at first; the registry's first 401 tells how
 * it wants to be asked. Tokens are kept per scope and renewed before they expire. Safe for several threads.
 */
public final class Authorizer {
    private static final int MAXIMUM_TOKEN_BYTES = 256 << 10;

    /** What it is told once: who asks, and how far token servers and certificates are believed. */
    public record Identity(Credentials credentials, List<URI> tokenServers, TlsOptions tls, String userAgent) {}

    private final HttpEngine engine;
    private final Identity identity;
    private final Runnable counter;
    private final Map<List<Scope>, Slot> slots = new ConcurrentHashMap<>();
    private volatile @Nullable Challenge challenge;
    private volatile @Nullable Address challenger;

    /** The counter runs before every request to a token server. */
    public Authorizer(HttpEngine engine, Identity identity, Runnable counter) {
        this.engine = engine;
        this.identity = identity;
        this.counter = counter;
    }

    /** The header for these scopes, with what is known now. May ask the token server. */
    public Optional<String> header(Errand errand, List<Scope> scopes) throws IOException {
        if (identity.credentials() instanceof Credentials.Bearer(String token)) {
            return Optional.of("Bearer " + token);
        }
        Challenge known = challenge;
        if (known == null) {
            return Optional.empty();
        }
        if (known.scheme().equals("basic")) {
            return basic();
        }
        return Optional
                .of("Bearer " + slots.computeIfAbsent(scopes.stream().sorted().toList(), Slot::new).token(errand));
    }

    /**
     * Takes in that the registry answered 401 to a request with the header given. Says whether asking again, with
     * {@link #header}, is worth while.
     */
    public boolean refused(Errand errand, Reply reply, Optional<String> header) {
        Optional<Challenge> wanted = usable(Challenge.parse(reply.headers("WWW-Authenticate")));
        if (wanted.isEmpty() || identity.credentials() instanceof Credentials.Bearer) {
            return false;
        }
        Challenge before = challenge;
        challenger = reply.address();
        challenge = wanted.get();
        if (wanted.get().scheme().equals("basic")) {
            return header.isEmpty() && basic().isPresent();
        }
        boolean sameServer = before != null && before.parameter("realm").equals(wanted.get().parameter("realm"));
        slots.values().forEach(slot -> slot.forget(header.orElse("")));
        return header.isEmpty() || !sameServer || header.get().startsWith("Bearer ");
    }

    /** A token server is asked rather than a password sent; of a kind unknown to us, nothing is understood. */
    private Optional<Challenge> usable(List<Challenge> offered) {
        Optional<Challenge> bearer = offered.stream()
                .filter(c -> c.scheme().equals("bearer") && c.parameter("realm").isPresent()).findFirst();
        return bearer.isPresent() ? bearer : offered.stream().filter(c -> c.scheme().equals("basic")).findFirst();
    }

    private Optional<String> basic() {
        return switch (identity.credentials()) {
            case Credentials.Basic(String user, String password) -> Optional.of("Basic " + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
            case Credentials.Anonymous _,Credentials.Bearer _ -> Optional.empty();
        };
    }

    /** The token of one list of scopes. One thread fetches, the others wait for it. */
    private final class Slot {
        private final List<Scope> scopes;
        private @Nullable Token token;

        Slot(List<Scope> scopes) {
            this.scopes = scopes;
        }

        synchronized String token(Errand errand) throws IOException {
            Token held = token;
            if (held == null || !held.isUsable(engine.clock().instant())) {
                held = fetch(errand);
                token = held;
            }
            return held.value();
        }

        synchronized void forget(String header) {
            if (token != null && header.equals("Bearer " + token.value())) {
                token = null;
            }
        }

        private Token fetch(Errand errand) throws IOException {
            Address realm = realm(errand);
            Address asked = realm;
            Optional<String> service = known().parameter("service");
            asked = service.isPresent() ? asked.with("service", service.get()) : asked;
            for (Scope scope : scopes) {
                asked = asked.with("scope", scope.text());
            }
            Request request = Request.of("GET", asked).with("User-Agent", identity.userAgent());
            Optional<String> basic = basic();
            counter.run();
            try (Reply reply = engine.send(basic.isPresent() ? request.with("Authorization", basic.get()) : request,
                    identity.tls())) {
                return read(errand, realm, reply);
            }
        }

        private Token read(Errand errand, Address realm, Reply reply) throws IOException {
            if (reply.status() != 200) {
                throw Failures.of(errand.by("token server " + realm, "200 and a token"), reply, engine.clock());
            }
            return reply.bytes(MAXIMUM_TOKEN_BYTES).flatMap(bytes -> Token.parse(bytes, engine.clock().instant()))
                    .orElseThrow(() -> new Corrupt(
                            errand.got("an answer without a token from " + realm, "{\"token\": …}"), null));
        }
    }

    private Challenge known() {
        Challenge known = challenge;
        if (known == null) {
            throw new IllegalStateException("a token is asked for before the registry asked for one");
        }
        return known;
    }

    /** The token server's address, where it may be asked at all. */
    private Address realm(Errand errand) {
        Address registry = challenger;
        String named = known().parameter("realm").orElse("");
        if (registry == null) {
            throw new IllegalStateException("a challenge without a challenger");
        }
        Address realm;
        try {
            realm = Address.parse(named);
        } catch (IllegalArgumentException e) {
            throw new Corrupt(errand.got("a challenge whose realm is no " + e.getMessage(), "a token server"), e);
        }
        Realms realms = new Realms(registry, identity.tokenServers());
        if (basic().isPresent() ? !realms.belongs(realm) : !realms.mayBeAsked(realm)) {
            throw new Refused(errand.got("a challenge that sends us to the token server " + realm,
                    "one on the registry's own host, over no weaker scheme (if it is right, name it as tokenServer of the"
                            + " registry in crossdock.yaml)"),
                    null);
        }
        return realm;
    }
}
