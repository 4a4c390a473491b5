package dev.crossdock.cli.copy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the target registry is reached, in skopeo's words. */
final class TargetOptions implements Reach {
    @Option(names = "--dest-tls-verify", arity = "0..1", defaultValue = "true", fallbackValue = "true", paramLabel = "BOOL", description = "Verify the target's certificate; with =false plain HTTP will do as well")
    private boolean tlsVerify = true;

    @Option(names = {"--dest-creds", "--dcreds"}, paramLabel = "USER:PASSWORD", description = "Who asks the target")
    private @Nullable String creds;

    @Option(names = "--dest-no-creds", description = "Ask the target as nobody in particular")
    private boolean noCreds;

    @Option(names = "--dest-cert-dir", paramLabel = "DIR", description = "Trust the authorities in DIR/*.crt for the target too")
    private @Nullable Path certDir;

    @Option(names = "--dest-authfile", paramLabel = "FILE", description = "Credentials for the target")
    private @Nullable Path authFile;

    @Override
    public boolean tlsVerify() {
        return tlsVerify;
    }

    @Override
    public @Nullable String creds() {
        return creds;
    }

    @Override
    public boolean noCreds() {
        return noCreds;
    }

    @Override
    public @Nullable Path certDir() {
        return certDir;
    }

    @Override
    public @Nullable Path authFile() {
        return authFile;
    }

    @Override
    public String side() {
        return "dest";
    }
}
