package dev.crossdock.client.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How far a registry's certificate is believed.
 *
 * @param caFile certificates in PEM, or a folder with such files {@code *.crt}, trusted in addition to those of the Java runtime
 * @param verify false: any certificate will do, and a registry without TLS as well (skopeo's {@code --tls-verify=false})
 */
public record TlsOptions(Optional<Path> caFile, boolean verify) {
    /** The certificates of the Java runtime, verified. */
    public static final TlsOptions STANDARD = new TlsOptions(Optional.empty(), true);

    /** No certificate is verified. */
    public static final TlsOptions UNVERIFIED = new TlsOptions(Optional.empty(), false);

    /** The runtime's certificates and those of the file. */
    public static TlsOptions trusting(Path caFile) {
        return new TlsOptions(Optional.of(caFile), true);
    }
}
