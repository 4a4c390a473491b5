package dev.crossdock.client.auth;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.tls.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what the Authorization header of one registry holds. Knows nothing at first; the registry's first 401 tells how
 * it wants to be asked. Tokens are kept per scope and renewed before they expire. Safe for several threads.
 */
public final class Authorizer {
    /** Lists of scopes whose tokens are kept; beyond it, what was not used for longest is asked for again. */
    private static final int MAXIMUM_TOKENS = 1_000;

    /** What it is told once: who asks, and how far token servers and certificates are believed. */
    public record Identity(CredentialSource credentials, List<URI> tokenServers, TlsOptions tls, String userAgent) {}

    private final Asker asker;
    private final TokenServer server;
    private final Map<List<Scope>, TokenSlot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Scope>, TokenSlot> eldest) {
            return size() > MAXIMUM_TOKENS;
        }
    };
    private volatile TokenServer.@Nullable Dialogue dialogue;

    /** The counter runs before every request to a token server. */
    public Authorizer(HttpEngine engine, Identity identity, Runnable counter) {
        this.asker = new Asker(identity.credentials(), engine.clock());
        this.server = new TokenServer(engine, identity, asker, counter);
    }

    /** The header for these scopes, with what is known now. May ask the token server, or who we are. */
    public Optional<String> header(Errand errand, List<Scope> scopes) throws IOException {
        if (asker.known() instanceof Credentials.Bearer(String token)) {
            return Optional.of("Bearer " + token);
        }
        TokenServer.Dialogue known = dialogue;
        if (known == null) {
            return Optional.empty();
        }
        return switch (asker.find(errand).credentials()) {
            case Credentials.Bearer(String token) -> Optional.of("Bearer " + token);
            case Credentials.Basic basic when known.isBasic() -> Optional.of(TokenRequest.basic(basic));
            case Credentials.Anonymous _,Credentials.IdentityToken _ when known.isBasic() -> Optional.empty();
            case Credentials.Anonymous _,Credentials.Basic _,Credentials.IdentityToken _ ->
                Optional.of("Bearer " + slot(scopes).token(errand, known));
        };
    }

    private TokenSlot slot(List<Scope> scopes) {
        synchronized (slots) {
            return slots.computeIfAbsent(Scope.sorted(scopes, List.of()), key -> new TokenSlot(key, server));
        }
    }

    /**
     * Takes in that the registry answered 401 to a request for these scopes, with the header given. Says whether asking
     * again, with {@link #header}, is worth while.
     */
    public boolean refused(Errand errand, List<Scope> scopes, Reply reply, Optional<String> header) {
        Optional<Challenge> wanted = usable(Challenge.parse(reply.headers("WWW-Authenticate")));
        if (wanted.isEmpty() || asker.known() instanceof Credentials.Bearer) {
            return false;
        }
        TokenServer.Dialogue before = dialogue;
        TokenServer.Dialogue next = new TokenServer.Dialogue(reply.address(), wanted.get());
        dialogue = next;
        if (next.isBasic()) {
            return basicHelps(errand, header);
        }
        slot(scopes).offered(wanted.get().parameter("scope").orElse(""));
        forget(header.orElse(""));
        return header.isEmpty() || before == null || !before.isWith(next) || header.get().startsWith("Bearer ");
    }

    /** Takes in that asking again was of no use either. */
    public void refusedAgain(Optional<String> header) {
        header.ifPresent(asker::refused);
    }

    /** Whether credentials that the registry has not seen yet are at hand. */
    private boolean basicHelps(Errand errand, Optional<String> header) {
        CredentialSource.Found found = asker.find(errand);
        boolean sent = header.filter(found::isIn).isPresent();
        Optional<CredentialSource.Found> unseen = sent ? asker.others(errand, found) : Optional.of(found);
        return unseen.map(CredentialSource.Found::credentials)
                .filter(it -> it instanceof Credentials.Basic || it instanceof Credentials.Bearer).isPresent();
    }

    private void forget(String header) {
        List<TokenSlot> all;
        synchronized (slots) {
            all = List.copyOf(slots.values());
        }
        all.forEach(slot -> slot.forget(header));
    }

    /** A remark on who asked, for the message of a request that was refused for good; empty where there is none. */
    public Optional<String> remark() {
        return asker.remark();
    }

    /** A token server is asked rather than a password sent; of a kind unknown to us, nothing is understood. */
    private static Optional<Challenge> usable(List<Challenge> offered) {
        Optional<Challenge> bearer = offered.stream()
                .filter(c -> c.scheme().equals("bearer") && c.parameter("realm").isPresent()).findFirst();
        return bearer.isPresent() ? bearer : offered.stream().filter(c -> c.scheme().equals("basic")).findFirst();
    }
}
