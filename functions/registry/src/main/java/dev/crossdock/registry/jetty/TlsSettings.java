package dev.crossdock.registry.jetty;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * TLS, as distribution configures it.
 *
 * @param certificate in PEM, followed by those that lead to an authority
 * @param key         of the first certificate, in PEM: PKCS#8, or OpenSSL's older forms
 * @param minimum     the oldest version that is spoken
 * @param suites      of TLS 1.2, by the names that Go and Java share; empty for what Java thinks good. Those of TLS 1.3 are
 *                    all good
 * @param clients     who checks the certificates of clients; absent where they need none
 */
public record TlsSettings(Path certificate, Path key, Version minimum, List<String> suites,
        Optional<Clients> clients) {
    private static final Pattern SUITE = Pattern.compile("TLS_[A-Z0-9_]{1,80}");

    /** Throws IllegalArgumentException for a name that no suite has. */
    public TlsSettings {
        for (String suite : suites) {
            if (!SUITE.matcher(suite).matches()) {
                throw new IllegalArgumentException(
                        "http.tls.ciphersuites: \"%s\": wanted names such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
                                .formatted(suite));
            }
        }
        suites = List.copyOf(suites);
    }

    /** A certificate and its key, and nothing else set. */
    public static TlsSettings of(Path certificate, Path key) {
        return new TlsSettings(certificate, key, Version.TLS_1_2, List.of(), Optional.empty());
    }

    /** Versions that are still safe. */
    public enum Version {
        /** RFC 5246. */
        TLS_1_2("tls1.2", "TLSv1.2"),
        /** RFC 8446. */
        TLS_1_3("tls1.3", "TLSv1.3");

        private final String label;
        private final String protocol;

        Version(String label, String protocol) {
            this.label = label;
            this.protocol = protocol;
        }

        /** By distribution's name for it. Throws IllegalArgumentException for another, and for those that are broken. */
        public static Version labelled(String label) {
            return Arrays.stream(values()).filter(version -> version.label.equals(label)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "wanted tls1.2 or tls1.3; older versions are broken and not spoken here"));
        }

        String protocol() {
            return protocol;
        }
    }

    /**
     * Certificates of clients.
     *
     * @param authorities files in PEM (configuration: {@code clientcas})
     * @param mode        what a client has to show
     */
    public record Clients(List<Path> authorities, Mode mode) {
        /** Throws IllegalArgumentException where nobody could check what has to be checked. */
        public Clients {
            if (authorities.isEmpty()) {
                throw new IllegalArgumentException("http.tls.clientcas: wanted at least one file of authorities");
            }
            authorities = List.copyOf(authorities);
        }
    }

    /** What a client has to show, by distribution's names. */
    public enum Mode {
        /** A certificate is asked for, and taken unchecked. */
        REQUEST("request-client-cert", false, false),
        /** A certificate has to be shown, and is taken unchecked. */
        REQUIRE_ANY("require-any-client-cert", true, false),
        /** A certificate may be shown; one that is shown has to be good. */
        VERIFY_IF_GIVEN("verify-client-cert-if-given", false, true),
        /** A good certificate has to be shown. */
        REQUIRE_AND_VERIFY("require-and-verify-client-cert", true, true);

        private final String label;
        private final boolean isRequired;
        private final boolean isVerified;

        Mode(String label, boolean isRequired, boolean isVerified) {
            this.label = label;
            this.isRequired = isRequired;
            this.isVerified = isVerified;
        }

        /** By distribution's name for it; throws IllegalArgumentException for another. */
        public static Mode labelled(String label) {
            return Arrays.stream(values()).filter(mode -> mode.label.equals(label)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("wanted one of " + Arrays.stream(values())
                            .map(mode -> mode.label).collect(Collectors.joining(", "))));
        }

        boolean isRequired() {
            return isRequired;
        }

        boolean isVerified() {
            return isVerified;
        }
    }
}
