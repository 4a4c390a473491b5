package dev.crossdock.cli.copy;

import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.AuthFile;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Reference;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one side's registry is reached, as the command line says. */
interface Reach {
    boolean tlsVerify();

    @Nullable
    String creds();

    boolean noCreds();

    @Nullable
    Path certDir();

    @Nullable
    Path authFile();

    /** {@code src} or {@code dest}: how the side's options begin. */
    String side();

    /** The client's options for the registry of this reference. */
    default RegistryOptions options(Reference reference, Optional<Path> commonAuthFile) {
        Path certificates = certDir();
        TlsOptions tls = new TlsOptions(Optional.ofNullable(certificates), tlsVerify());
        return RegistryOptions.ofHost(reference.registry()).withTls(tls)
                .withCredentials(credentials(reference, commonAuthFile));
    }

    private Credentials credentials(Reference reference, Optional<Path> commonAuthFile) {
        String named = creds();
        if (named != null && noCreds()) {
            throw new ExplainedException(ExitCode.USAGE,
                    "--%s-creds and --%s-no-creds exclude each other".formatted(side(), side()));
        }
        if (named != null) {
            return parse(named);
        }
        if (noCreds()) {
            return Credentials.anonymous();
        }
        return Optional.ofNullable(authFile()).or(() -> commonAuthFile).map(AuthFile::named)
                .orElseGet(() -> AuthFile.standard(System.getenv()))
                .credentials(reference.registry(), reference.repository());
    }

    private Credentials parse(String named) {
        try {
            return Credentials.parse(named);
        } catch (IllegalArgumentException e) {
            throw new ExplainedException(ExitCode.USAGE, "--%s-creds: wanted USER:PASSWORD".formatted(side()));
        }
    }
}
