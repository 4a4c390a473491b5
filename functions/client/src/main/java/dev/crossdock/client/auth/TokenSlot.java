package dev.crossdock.client.auth;

import dev.crossdock.client.http.Errand;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token of one list of scopes. One thread fetches, the others wait for it. */
final class TokenSlot {
    private final List<Scope> scopes;
    private final TokenServer server;
    private List<Scope> offered = List.of();
    private @Nullable Token token;

    TokenSlot(List<Scope> scopes, TokenServer server) {
        this.scopes = scopes;
        this.server = server;
    }

    synchronized String token(Errand errand, TokenServer.Dialogue dialogue) throws IOException {
        Token held = token;
        if (held == null || !held.isUsable(server.now())) {
            held = server.fetch(errand, dialogue, Scope.sorted(scopes, offered));
            token = held;
        }
        return held.value();
    }

    /** Takes in what a challenge says is needed: registries with rights of their own kind want to be asked for those. */
    synchronized void offered(String parameter) {
        offered = Scope.offered(parameter, scopes);
    }

    synchronized void forget(String header) {
        if (token != null && header.equals("Bearer " + token.value())) {
            token = null;
        }
    }
}
