package dev.crossdock.registry.access;

import dev.crossdock.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * How clients are known, and what they may do. With none of the three everything is open to everybody, as distribution
 * has it.
 *
 * @param passwords configuration: {@code auth.htpasswd}
 * @param tokens    configuration: {@code auth.token}; a token says itself what its bearer may do
 * @param rules     configuration: {@code crossdock.access}; what users, groups and the anonymous may do. Without it, who is
 *                  known may do everything
 */
public record AccessSettings(Optional<Passwords> passwords, Optional<Tokens> tokens, Optional<Path> rules) {
    /** Everything is open to everybody. */
    public static final AccessSettings OPEN = new AccessSettings(Optional.empty(), Optional.empty(),
            Optional.empty());

    /** Throws IllegalArgumentException where two of them would contradict each other. */
    public AccessSettings {
        if (passwords.isPresent() && tokens.isPresent()) {
            throw new IllegalArgumentException("auth.htpasswd and auth.token: wanted one of them, not both");
        }
        if (tokens.isPresent() && rules.isPresent()) {
            throw new IllegalArgumentException("auth.token and crossdock.access: wanted one of them, not both: a token"
                    + " says itself what its bearer may do");
        }
    }

    /**
     * Users with passwords.
     *
     * @param realm  what a client is told to log in to
     * @param file   made by {@code htpasswd -B}: bcrypt alone
     * @param secret that replicas share, so that each takes the tickets of the others (configuration: {@code http.secret})
     */
    public record Passwords(String realm, Path file, Optional<Secret> secret) {
        /** For a registry that runs alone. */
        public Passwords(String realm, Path file) {
            this(realm, file, Optional.empty());
        }

        /** Throws IllegalArgumentException for a realm that no header can hold. */
        public Passwords {
            checkText("auth.htpasswd.realm", realm);
        }
    }

    /**
     * Tokens that somebody else issues.
     *
     * @param realm        the address where clients get tokens
     * @param service      the name of this registry there; a token is for it alone
     * @param issuer       who must have issued a token
     * @param keys         whose signatures count
     * @param redirectPath where it is given, clients get tokens at this path of the very host that they asked, and the realm
     *                     is not told (configuration: {@code autoredirect}, {@code autoredirectpath})
     */
    public record Tokens(URI realm, String service, String issuer, Keys keys, Optional<String> redirectPath) {
        /** Throws IllegalArgumentException for text that no header can hold. */
        public Tokens {
            checkText("auth.token.realm", realm.toString());
            checkText("auth.token.service", service);
            checkText("auth.token.issuer", issuer);
            redirectPath.ifPresent(path -> checkText("auth.token.autoredirectpath", path));
        }
    }

    /**
     * The keys that tokens may be signed with.
     *
     * @param bundle     certificates in PEM: a key of one of them, or one that a chain in the token leads to
     * @param jwks       a JSON Web Key Set
     * @param algorithms of JSON Web Signature that are taken; empty for {@link #USUAL_ALGORITHMS}
     */
    public record Keys(Optional<Path> bundle, Optional<Path> jwks, SequencedSet<String> algorithms) {
        /** All with a key pair: a secret that both sides share is none that a file of public keys could hold. */
        public static final SequencedSet<String> USUAL_ALGORITHMS = new LinkedHashSet<>(List.of("RS256",
                "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"));

        /** Throws IllegalArgumentException where there is no key, and for an algorithm that is not one of the usual. */
        public Keys {
            if (bundle.isEmpty() && jwks.isEmpty()) {
                throw new IllegalArgumentException(
                        "auth.token: wanted rootcertbundle or jwks, the keys that tokens are signed with");
            }
            for (String algorithm : algorithms) {
                if (!USUAL_ALGORITHMS.contains(algorithm)) {
                    throw new IllegalArgumentException("auth.token.signingalgorithms: \"%s\": wanted some of %s"
                            .formatted(algorithm, String.join(", ", USUAL_ALGORITHMS)));
                }
            }
            algorithms = new LinkedHashSet<>(algorithms.isEmpty() ? USUAL_ALGORITHMS : algorithms);
        }
    }

    private static void checkText(String key, String text) {
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' || c > '~' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException(
                    "%s: wanted text of printable ASCII, without quotes and backslashes".formatted(key));
        }
    }
}
