package dev.crossdock.client.tls;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Conscrypt's BoringSSL: TLS and SHA-2 at full speed from the first byte, where the JDK's own are slow until C2 has
 * compiled them. Where no native library fits the machine, everything stays with the JDK.
 */
public final class NativeCrypto {
    private static final String DIGESTS = "CrossdockDigests";

    private static final AtomicBoolean begun = new AtomicBoolean();

    private NativeCrypto() {}

    /**
     * Puts native SHA-256 and SHA-512 before the JDK's, for the whole process; nothing else changes. Gives the reason
     * where this machine has none, to be said once. Any number of calls is one.
     */
    public static Optional<String> install() {
        installWhenUsed();
        return provider().isPresent()
                ? Optional.empty()
                : Optional.of("no native TLS and SHA-2 for this machine (%s), the JDK's are used: slower to start"
                        .formatted(Holder.REASON));
    }

    /** The same for a short command: the library is loaded by the first stream that is hashed, if there is one. */
    public static synchronized void installWhenUsed() {
        if (Security.getProvider(DIGESTS) == null) {
            Security.insertProviderAt(new Digests(), 1);
        }
    }

    /** The same, and begins to load the library beside what the caller does next: a stream will follow soon. */
    public static void installSoon() {
        installWhenUsed();
        if (!begun.getAndSet(true)) {
            Thread.ofPlatform().daemon().name("crossdock-natives").start(NativeCrypto::provider);
        }
    }

    /** Conscrypt, where its native library fits the machine. It is not registered, and serves who asks for it here. */
    static Optional<Provider> provider() {
        return Optional.ofNullable(Holder.CONSCRYPT);
    }

    /** Loads the library when first asked for. Outside a distribution it is unpacked to the temporary folder first. */
    private static final class Holder {
        private static final @Nullable Provider CONSCRYPT;
        private static final String REASON;

        static {
            Provider provider = null;
            String reason = "";
            try {
                Conscrypt.checkAvailability();
                provider = Conscrypt.newProviderBuilder().provideTrustManager(false).build();
            } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError | RuntimeException e) {
                reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
            }
            CONSCRYPT = provider;
            REASON = reason;
        }
    }

    /** Offers two digests of Conscrypt and nothing else. */
    private static final class Digests extends Provider {
        private static final long serialVersionUID = 1L;

        Digests() {
            super(DIGESTS, "1", "SHA-2 of Conscrypt");
            for (String algorithm : List.of("SHA-256", "SHA-512")) {
                putService(new Delegated(this, algorithm));
            }
        }
    }

    /** A digest that Conscrypt makes, or the JDK where there is no Conscrypt. */
    private static final class Delegated extends Provider.Service {
        Delegated(Provider owner, String algorithm) {
            super(owner, "MessageDigest", algorithm, "org.conscrypt.OpenSSLMessageDigestJDK", null, null);
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            Optional<Provider> conscrypt = provider();
            if (conscrypt.isPresent()) {
                return conscrypt.get().getService(getType(), getAlgorithm()).newInstance(parameter);
            }
            for (Provider other : Security.getProviders()) {
                Provider.Service service = other.getName().equals(DIGESTS)
                        ? null
                        : other.getService(getType(), getAlgorithm());
                if (service != null) {
                    return service.newInstance(parameter);
                }
            }
            throw new NoSuchAlgorithmException("this Java has no " + getAlgorithm());
        }
    }
}
