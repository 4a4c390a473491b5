package dev.crossdock.cli.registry;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.registry.setup.RegistrySetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crossdock registry init}: what a newcomer otherwise needs three tools for. */
@Command(name = "init", mixinStandardHelpOptions = true, description = "Writes a config.yml, a user with a password, and a certificate for a new registry. Writes over nothing.")
final class InitRegistry implements Callable<Integer> {
    private static final int PORT = 5000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where to; made where it is missing")
    private Path folder = Path.of("");

    @Option(names = "--name", paramLabel = "HOST", defaultValue = "localhost,127.0.0.1", split = ",", description = "By which clients reach it, in its certificate (several: default ${DEFAULT-VALUE})")
    private List<String> names = List.of();

    @Option(names = "--user", paramLabel = "NAME", defaultValue = "admin", description = "Who may log in (default: ${DEFAULT-VALUE})")
    private String user = "admin";

    @Override
    public Integer call() throws IOException {
        RegistrySetup setup;
        try {
            setup = RegistrySetup.make(folder, names, user);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    "%s is there already, and nothing is written over: wanted a folder of its own for a new registry"
                            .formatted(e.getFile()),
                    e);
        }
        tell(setup, spec.commandLine().getOut());
        return ExitCode.DONE.code();
    }

    private void tell(RegistrySetup setup, PrintWriter out) {
        String host = names.getFirst().contains(":")
                ? "[%s]:%d".formatted(names.getFirst(), PORT)
                : names.getFirst() + ":" + PORT;
        Path trust = setup.certificate().toAbsolutePath().normalize().getParent();
        out.print("""
                user      %1$s
                password  %2$s   (shown this once: the file has its hash alone)

                Serve:
                  crossdock registry serve %3$s

                Clients, which have to be given the certificate:
                  docker   sudo mkdir -p /etc/docker/certs.d && sudo cp -r %4$s /etc/docker/certs.d/%5$s
                           docker login -u %1$s %5$s
                  skopeo   skopeo login --cert-dir %4$s -u %1$s %5$s
                           skopeo copy --dest-cert-dir %4$s SOURCE docker://%5$s/team/app:1
                """.formatted(setup.user(), setup.password().value(), setup.config(), trust, host));
        out.flush();
    }
}
