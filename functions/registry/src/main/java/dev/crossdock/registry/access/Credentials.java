package dev.crossdock.registry.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What an Authorization header holds. */
sealed interface Credentials {
    /** Nothing: there is no such header. */
    record None() implements Credentials {}

    /** A user's name and password. */
    record Password(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /** A token, however it looks. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[***]";
        }
    }

    /** Something that cannot be read, or of a kind that is not spoken here. */
    record Unreadable() implements Credentials {}

    /** The longest header with a password: a larger one is not even decoded. */
    int MAXIMUM_BASIC = 8 << 10;

    static Credentials of(Optional<String> header) {
        if (header.isEmpty()) {
            return new None();
        }
        String text = header.get().strip();
        int space = text.indexOf(' ');
        String scheme = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return new Bearer(rest);
        }
        return scheme.equalsIgnoreCase("Basic") && rest.length() <= MAXIMUM_BASIC ? basic(rest) : new Unreadable();
    }

    private static Credentials basic(String encoded) {
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int colon = text.indexOf(':');
            return colon <= 0
                    ? new Unreadable()
                    : new Password(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Unreadable();
        }
    }
}
