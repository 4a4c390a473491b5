package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.util.regex.Pattern;

/** Who we are at a registry. */
public sealed interface Credentials {
    /** A user and a password. */
    record Password(String username, Secret password) implements Credentials {
        /** Throws IllegalArgumentException for a name that basic authentication cannot carry. */
        public Password {
            if (username.isBlank() || username.indexOf(':') >= 0
                    || username.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "username \"%s\": wanted text without a colon".formatted(Quoted.capped(username)));
            }
        }
    }

    /** What a login left in place of a password; the registry's token server takes it. */
    record IdentityToken(Secret token) implements Credentials {}

    /** Whoever the program {@code docker-credential-NAME} says. */
    record Program(String name) implements Credentials {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

        /** Throws IllegalArgumentException for what cannot be the end of a program's name. */
        public Program {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\": wanted the NAME of a program docker-credential-NAME, without a path"
                                .formatted(Quoted.capped(name)));
            }
        }
    }
}
