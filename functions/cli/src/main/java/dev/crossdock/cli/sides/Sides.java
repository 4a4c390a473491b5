package dev.crossdock.cli.sides;

import dev.crossdock.client.RegistryOptions;
import dev.crossdock.image.Reference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the registries of both sides are reached, as the command line says: to be mixed into a command. */
public final class Sides {
    @Mixin
    private final SourceOptions source = new SourceOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(names = "--authfile", paramLabel = "FILE", description = "Credentials for both, as docker and podman keep them")
    private @Nullable Path authFile;

    @Option(names = "--tls-verify", hidden = true, arity = "0..1", fallbackValue = "true", paramLabel = "BOOL", description = "For both, where a side says nothing itself")
    private @Nullable Boolean tlsVerify;

    /** For the registry of the source; throws ExplainedException where the options contradict each other. */
    public RegistryOptions source(Reference reference) {
        return source.options(reference, shared());
    }

    /** For the registry of the target; throws ExplainedException where the options contradict each other. */
    public RegistryOptions target(Reference reference) {
        return target.options(reference, shared());
    }

    private Side.Shared shared() {
        return new Side.Shared(authFile, tlsVerify == null || tlsVerify, System.getenv());
    }
}
