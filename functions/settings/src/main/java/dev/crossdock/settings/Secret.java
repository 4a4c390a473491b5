package dev.crossdock.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password or token. It is printed as {@code ***} and compared in a time that does not tell how much of it was right. */
public record Secret(String value) {
    /** Throws IllegalArgumentException where there is nothing in it: an empty token would let everybody in. */
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an empty secret");
        }
    }

    /** Whether somebody who claims to know the secret does; the time depends on the length of the claim alone. */
    public boolean matches(String claim) {
        return MessageDigest.isEqual(claim.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && matches(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
