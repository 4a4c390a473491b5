package dev.crossdock.settings;

import dev.crossdock.image.Quoted;

/** Who we are at a registry. */
public record Credentials(String username, Secret password) {
    /** Throws IllegalArgumentException for a name that basic authentication cannot carry. */
    public Credentials {
        if (username.isBlank() || username.indexOf(':') >= 0 || username.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "username \"%s\": wanted text without a colon".formatted(Quoted.capped(username)));
        }
    }
}
