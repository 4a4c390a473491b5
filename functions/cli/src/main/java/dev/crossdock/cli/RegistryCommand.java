package dev.crossdock.cli;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.UntilStopped;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.config.ConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crossdock registry serve}: the registry itself. */
@Command(name = "registry", mixinStandardHelpOptions = true, subcommands = RegistryCommand.Serve.class, description = "Is a registry.")
final class RegistryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "wanted: registry serve CONFIG");
    }

    /** Serves until it is told to stop. */
    @Command(name = "serve", mixinStandardHelpOptions = true, description = "Serves images from a directory, as registry:2 does with the same config.yml.")
    static final class Serve implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Parameters(paramLabel = "CONFIG", description = "config.yml, as registry:2 reads it")
        private Path config = Path.of("config.yml");

        @Override
        public Integer call() throws IOException {
            PrintWriter err = spec.commandLine().getErr();
            RegistrySettings settings = ConfigReader.read(config, System.getenv(),
                    warning -> err.println("crossdock: warning: " + warning));
            NativeCrypto.install().ifPresent(err::println);
            RegistryServer server = RegistryServer.start(settings);
            err.println("crossdock registry serves %s on port %d".formatted(settings.storage(), server.port()));
            err.flush();
            UntilStopped.run(server);
            return ExitCode.DONE.code();
        }
    }
}
