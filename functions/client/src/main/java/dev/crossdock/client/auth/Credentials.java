package dev.crossdock.client.auth;

/** Who asks. As text it never shows a secret. */
public sealed interface Credentials {
    /** Nobody in particular. */
    record Anonymous() implements Credentials {}

    /** A user and a password, or what stands in for one. */
    record Basic(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Basic[user=" + user + ", password=…]";
        }
    }

    /** A registry's token, got elsewhere, sent as it is. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /** What a login left in place of a password: the token server takes it, by OAuth2, for the registry's tokens. */
    record IdentityToken(String refreshToken) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken[…]";
        }
    }

    /** Nobody in particular. */
    static Credentials anonymous() {
        return new Anonymous();
    }

    /** Reads skopeo's {@code user:password}; throws IllegalArgumentException, without quoting it, where it is not. */
    static Credentials parse(String userAndPassword) {
        int colon = userAndPassword.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("credentials: wanted user:password");
        }
        return new Basic(userAndPassword.substring(0, colon), userAndPassword.substring(colon + 1));
    }
}
