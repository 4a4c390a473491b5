package dev.crossdock.cli.registry;

import dev.crossdock.cli.log.ProcessLog;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The argument CONFIG, and where distribution looks without one. */
final class ConfigFile {
    private static final String VARIABLE = "REGISTRY_CONFIGURATION_PATH";
    /** Where the images of registry:3 and registry:2 have it. */
    private static final List<Path> USUAL = List.of(Path.of("/etc/distribution/config.yml"),
            Path.of("/etc/docker/registry/config.yml"));

    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = {
            "config.yml, as registry:2 and registry:3 read it;",
            "REGISTRY_* variables replace its values.",
            "Without it: $" + VARIABLE + ", else",
            "/etc/distribution/config.yml, else",
            "/etc/docker/registry/config.yml"})
    private @Nullable Path given;

    /** Reads it, and from now on logs as it says; what has no effect is said. */
    RegistrySettings read(PrintWriter err) {
        Map<String, String> environment = System.getenv();
        Path file = found(Optional.ofNullable(given), environment, USUAL);
        RegistrySettings settings = ConfigReader.read(file, environment,
                warning -> err.println("crossdock: warning: " + warning));
        err.flush();
        ProcessLog.set(settings.operation().log());
        return settings;
    }

    static Path found(Optional<Path> given, Map<String, String> environment, List<Path> usual) {
        String variable = environment.getOrDefault(VARIABLE, "");
        return given.or(() -> variable.isEmpty() ? Optional.empty() : Optional.of(Path.of(variable)))
                .or(() -> usual.stream().filter(Files::exists).findFirst())
                .orElseThrow(() -> new ExplainedException(ExitCode.USAGE,
                        "CONFIG is missing: wanted the path of a config.yml, %s, or one of %s; crossdock registry init DIR writes one"
                                .formatted(VARIABLE, usual)));
    }
}
