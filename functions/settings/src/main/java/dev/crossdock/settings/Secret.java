package dev.crossdock.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A password or token. It is printed as {@code ***} and compared in a time that does not tell how much of it was right. One
 * that lies elsewhere is fetched when somebody first asks for its value, or compares it; to print it fetches nothing.
 */
public final class Secret {
    private final Supplier<String> value;

    /**
     * Where secrets lie that a configuration names and does not hold. Whoever reads a configuration gives one; it is asked for
     * a secret when that is needed. Where it cannot give the secret it throws IllegalArgumentException, which is told with the
     * place in the configuration.
     */
    public interface Store {
        /** For who runs where no such store is at hand. */
        Store NONE = new Store() {
            @Override
            public Secret secret(String name, Optional<String> field) {
                throw elsewhere("{secret: …} is read from AWS Secrets Manager");
            }

            @Override
            public Secret parameter(String name) {
                throw elsewhere("{parameter: …} is read from AWS Systems Manager");
            }

            private static IllegalArgumentException elsewhere(String what) {
                return new IllegalArgumentException(
                        what + ", which the functions on AWS do alone: wanted {env: NAME} or {file: path} here");
            }
        };

        /**
         * A secret of Secrets Manager.
         *
         * @param name  or ARN
         * @param field of the JSON object that the secret is; without one it is the secret itself
         */
        Secret secret(String name, Optional<String> field);

        /** A parameter of Systems Manager, decrypted. */
        Secret parameter(String name);
    }

    /** Fetched once; what could not be fetched is tried again by the next who asks. */
    private static final class Fetched implements Supplier<String> {
        private final Supplier<Secret> fetch;
        private @Nullable String value;

        Fetched(Supplier<Secret> fetch) {
            this.fetch = fetch;
        }

        @Override
        public synchronized String get() {
            String known = value;
            if (known == null) {
                known = fetch.get().value();
                value = known;
            }
            return known;
        }
    }

    /** Throws IllegalArgumentException where there is nothing in it: an empty token would let everybody in. */
    public Secret(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an empty secret");
        }
        this.value = () -> value;
    }

    private Secret(Supplier<String> value) {
        this.value = value;
    }

    /** One that this fetches. */
    static Secret later(Supplier<Secret> fetch) {
        return new Secret(new Fetched(fetch));
    }

    /** The secret itself; throws {@link SettingsException}, with its place in the configuration, where it cannot be had. */
    public String value() {
        return value.get();
    }

    /** Whether somebody who claims to know the secret does; the time depends on the length of the claim alone. */
    public boolean matches(String claim) {
        return MessageDigest.isEqual(claim.getBytes(StandardCharsets.UTF_8),
                value().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && matches(that.value());
    }

    @Override
    public int hashCode() {
        return value().hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
