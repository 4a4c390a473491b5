package dev.crossdock.cli.copy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the source registry is reached, in skopeo's words. */
final class SourceOptions implements Reach {
    @Option(names = "--src-tls-verify", arity = "0..1", defaultValue = "true", fallbackValue = "true", paramLabel = "BOOL", description = "Verify the source's certificate; with =false plain HTTP will do as well")
    private boolean tlsVerify = true;

    @Option(names = {"--src-creds", "--screds"}, paramLabel = "USER:PASSWORD", description = "Who asks the source")
    private @Nullable String creds;

    @Option(names = "--src-no-creds", description = "Ask the source as nobody in particular")
    private boolean noCreds;

    @Option(names = "--src-cert-dir", paramLabel = "DIR", description = "Trust the authorities in DIR/*.crt for the source too")
    private @Nullable Path certDir;

    @Option(names = "--src-authfile", paramLabel = "FILE", description = "Credentials for the source")
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
        return "src";
    }
}
