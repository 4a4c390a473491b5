package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry wants a token, from a token server on its own origin, which wants a user and a password. A token expires
 * by use, whatever its {@code expires_in} says: the next request gets 401. What is counted is never shared by two blobs,
 * so a client that renews a token at 401 is not refused again by chance.
 */
public final class ExpiringTokens implements Mode {
    private static final int FOR_EVER = Integer.MAX_VALUE;

    /** Requests are counted for each blob or upload. */
    private record Token(String scopes, boolean bringsBlobs, Times perThing) {}

    private final String basic;
    private final boolean firstEndsWithUpload;
    private final int usesPerThing;
    private final Map<String, Token> tokens = new HashMap<>();
    private @Nullable FieldRegistry registry;

    private ExpiringTokens(String user, String password, boolean firstEndsWithUpload, int usesPerThing) {
        this.basic = "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.firstEndsWithUpload = firstEndsWithUpload;
        this.usesPerThing = usesPerThing;
    }

    /** No token ever expires. */
    public static ExpiringTokens never(String user, String password) {
        return new ExpiringTokens(user, password, false, FOR_EVER);
    }

    /** The first token has expired when it comes with a blob's bytes; those after it never expire. */
    public static ExpiringTokens once(String user, String password) {
        return new ExpiringTokens(user, password, true, FOR_EVER);
    }

    /** Each token is good for so many requests for each blob and each upload: it expires in the middle of large ones. */
    public static ExpiringTokens amid(String user, String password, int uses) {
        return new ExpiringTokens(user, password, false, uses);
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
        return use(request, scope)
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
        String scopes = URLDecoder.decode(target, StandardCharsets.UTF_8);
        boolean bringsBlobs = !firstEndsWithUpload || !tokens.isEmpty();
        tokens.put("Bearer " + value, new Token(scopes, bringsBlobs, new Times()));
        return FieldResponse.of(200).with("Content-Type", "application/json")
                .withBody("{\"token\":\"%s\",\"expires_in\":300}".formatted(value));
    }

    private synchronized boolean use(FieldRequest request, String scope) {
        Token token = tokens.get(request.header("Authorization").orElse(""));
        if (token == null || !token.scopes().contains(scope) || (request.bringsBlob() && !token.bringsBlobs())) {
            return false;
        }
        boolean ofOneThing = request.is("GET", Kind.BLOB) || request.route().kind() == Kind.UPLOAD;
        return !ofOneThing || token.perThing().within(usesPerThing, request.path());
    }
}
