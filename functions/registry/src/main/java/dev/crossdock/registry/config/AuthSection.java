package dev.crossdock.registry.config;

import dev.crossdock.registry.access.AccessSettings;
import dev.crossdock.registry.access.AccessSettings.Keys;
import dev.crossdock.registry.access.AccessSettings.Passwords;
import dev.crossdock.registry.access.AccessSettings.Tokens;
import dev.crossdock.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** {@code auth}, with {@code crossdock.access}: who is let in. */
final class AuthSection {
    /** Distribution's word for it. */
    private static final String NONE = "none";
    private static final String USUAL_REDIRECT = "/auth/token";

    private AuthSection() {}

    static AccessSettings read(Section top, Section crossdock) {
        Section auth = top.choice("auth");
        String scheme = scheme(top, auth);
        Optional<Passwords> passwords = scheme.equals("htpasswd")
                ? Optional.of(passwords(top, auth.section(scheme)))
                : Optional.empty();
        Optional<Tokens> tokens = scheme.equals("token")
                ? Optional.of(tokens(top, auth.section(scheme)))
                : Optional.empty();
        warnOfTickets(top, crossdock, passwords);
        return crossdock.make("access", () -> new AccessSettings(passwords, tokens, crossdock.path("access")));
    }

    private static void warnOfTickets(Section top, Section crossdock, Optional<Passwords> passwords) {
        Section http = top.section("http");
        if (passwords.isEmpty() && http.findText("secret").isPresent()) {
            http.warn("secret", "it signs the tickets that are issued with auth.htpasswd, and nothing else");
        }
        if (passwords.filter(each -> each.secret().isEmpty()).isPresent() && crossdock.has("access")
                && top.choice("storage").keys().contains("s3")) {
            crossdock.note("access",
                    "without http.secret a ticket of one registry is none to the others that serve this "
                            + "bucket, and clients have to log in again and again: give all of them the same");
        }
    }

    /** Empty for none. One that is not understood is an error in any case: to warn of it would let everybody in. */
    private static String scheme(Section top, Section auth) {
        List<String> schemes = List.copyOf(auth.keys());
        if (schemes.contains("silly")) {
            throw auth.problem("silly", "lets in whoever sends any credentials: wanted htpasswd or token");
        }
        auth.strictKeys("htpasswd", "token", NONE);
        if (schemes.size() > 1) {
            throw top.problem("auth", "got %s: wanted one of them".formatted(String.join(" and ", schemes)));
        }
        return schemes.isEmpty() || schemes.contains(NONE) ? "" : schemes.getFirst();
    }

    private static Passwords passwords(Section top, Section htpasswd) {
        htpasswd.keys("realm", "path");
        String realm = need(top, htpasswd, "realm", htpasswd.findText("realm"));
        Path file = need(top, htpasswd, "path", htpasswd.path("path"));
        Optional<Secret> secret = top.section("http").findText("secret").filter(text -> !text.isEmpty())
                .map(Secret::new);
        return htpasswd.make("realm", () -> new Passwords(realm, file, secret));
    }

    private static Tokens tokens(Section top, Section token) {
        token.keys("realm", "service", "issuer", "rootcertbundle", "jwks", "signingalgorithms", "autoredirect",
                "autoredirectpath");
        URI realm = need(top, token, "realm", token.address("realm"));
        String service = need(top, token, "service", token.findText("service"));
        String issuer = need(top, token, "issuer", token.findText("issuer"));
        Keys keys = token.make("signingalgorithms", () -> new Keys(token.path("rootcertbundle"), token.path("jwks"),
                new LinkedHashSet<>(token.texts("signingalgorithms"))));
        String path = token.findText("autoredirectpath").orElse(USUAL_REDIRECT);
        Optional<String> redirect = token.flag("autoredirect", false) ? Optional.of(path) : Optional.empty();
        return token.make("realm", () -> new Tokens(realm, service, issuer, keys, redirect));
    }

    private static <T> T need(Section top, Section section, String key, Optional<T> found) {
        return found.orElseThrow(() -> section.keys().isEmpty()
                ? top.problem("auth", key + " is missing")
                : section.problem(key, "is missing"));
    }
}
