package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The registry wants a token, from a token server on its own origin, which wants a user and a password. Each token is
 * good for so many requests, whatever its {@code expires_in} says: the next request gets 401.
 */
public final class ExpiringTokens implements Mode {
    private record Token(String scopes, AtomicInteger left) {}

    private final String basic;
    private final int uses;
    private final Map<String, Token> tokens = new HashMap<>();
    private @Nullable FieldRegistry registry;

    /** Each token is good for so many requests. */
    public ExpiringTokens(String user, String password, int uses) {
        this.basic = "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.uses = uses;
    }

    @Override
    public void laidOn(FieldRegistry laidOn) {
        registry = laidOn;
    }

    /** How many tokens were given so far. */
    public synchronized int given() {
        return tokens.size();
    }

    @Override
    public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
        if (request.line().elsewhere()) {
            return rest.answer(request);
        }
        if (request.path().equals("/token")) {
            return request.header("Authorization").orElse("").equals(basic)
                    ? give(request.target())
                    : FieldResponse.error(401, "UNAUTHORIZED", "incorrect username or password");
        }
        String scope = scope(request);
        return use(request.header("Authorization").orElse(""), scope)
                ? rest.answer(request)
                : FieldResponse.error(401, "UNAUTHORIZED", "authentication required").with("WWW-Authenticate",
                        "Bearer realm=\"%s/token\",service=\"field\",scope=\"%s\"".formatted(uri(), scope));
    }

    private String uri() {
        FieldRegistry known = registry;
        return known == null ? "" : known.uri().toString();
    }

    private static String scope(FieldRequest request) {
        Route route = request.route();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return route.repository().isEmpty()
                ? ""
                : "repository:%s:%s".formatted(route.repository(), reads ? "pull" : "pull,push");
    }

    private synchronized FieldResponse give(String target) {
        String value = "token-" + tokens.size();
        String scopes = java.net.URLDecoder.decode(target, StandardCharsets.UTF_8);
        tokens.put("Bearer " + value, new Token(scopes, new AtomicInteger(uses)));
        return FieldResponse.of(200).with("Content-Type", "application/json")
                .withBody("{\"token\":\"%s\",\"expires_in\":300}".formatted(value));
    }

    private synchronized boolean use(String authorization, String scope) {
        Token token = tokens.get(authorization);
        return token != null && token.scopes().contains(scope) && token.left().getAndDecrement() > 0;
    }
}
