package dev.crossdock.cli.copy;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Reference;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how the source and the target are reached, for every verb that has both. */
public final class Sides {
    @Mixin
    private final SourceOptions source = new SourceOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(names = "--authfile", paramLabel = "FILE", description = "Credentials for both, as docker and podman keep them")
    private @Nullable Path authFile;

    /** The image that a word of the command line names; throws {@link ExplainedException} where it names none. */
    public static Reference parse(String name) {
        try {
            return ImageName.parse(name).reference();
        } catch (IllegalArgumentException e) {
            throw new ExplainedException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** A client for each side; nothing is connected yet. */
    public TwoRegistries clients(HttpEngine engine, Reference from, Reference to) {
        Optional<Path> common = Optional.ofNullable(authFile);
        return new TwoRegistries(new RegistryClient(engine, source.options(from, common)),
                new RegistryClient(engine, target.options(to, common)));
    }
}
