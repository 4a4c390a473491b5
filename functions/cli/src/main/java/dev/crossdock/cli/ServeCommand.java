package dev.crossdock.cli;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.UntilStopped;
import dev.crossdock.serve.CrossdockServer;
import dev.crossdock.settings.CrossdockSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crossdock serve}: takes notifications and replicates by rules, until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Takes registries' notifications and replicates by the rules of a configuration.")
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = {"-c",
            "--config"}, paramLabel = "FILE", defaultValue = "crossdock.yaml", description = "The configuration (default: ${DEFAULT-VALUE})")
    private Path config = Path.of("crossdock.yaml");

    @Override
    public Integer call() {
        CrossdockSettings settings = CrossdockSettings.read(config, System.getenv());
        CrossdockServer server = CrossdockServer.start(settings);
        PrintWriter err = spec.commandLine().getErr();
        String host = settings.listen().host().isEmpty() ? "0.0.0.0" : settings.listen().host();
        err.println("crossdock serves on http://%s:%d".formatted(host, server.port()));
        settings.registries().values().stream().filter(registry -> registry.webhookToken().isPresent())
                .forEach(registry -> err.println("notifications of %s: POST http://%s:%d/hooks/%s"
                        .formatted(registry.name(), host, server.port(), registry.name())));
        err.flush();
        UntilStopped.run(server);
        return ExitCode.DONE.code();
    }
}
