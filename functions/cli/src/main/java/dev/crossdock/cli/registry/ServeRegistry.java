package dev.crossdock.cli.registry;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.UntilSignal;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.transfer.ranges.RangedFeeds;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crossdock registry serve}: the registry itself, until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Serves images from a directory or a bucket, as registry:2 does with the same config.yml.")
final class ServeRegistry implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        RegistrySettings settings = config.read(err);
        NativeCrypto.install().ifPresent(err::println);
        if (settings.content().upstreams().isEmpty()) {
            return serve(RegistryServer.start(settings), settings, err);
        }
        RangedFeeds feeds = new RangedFeeds();
        try (HttpEngine engine = new HttpEngine(); Glances glances = new Glances()) {
            return serve(RegistryServer.start(settings, each -> RemoteUpstream.of(each, engine, glances, feeds)),
                    settings, err);
        }
    }

    private static int serve(RegistryServer server, RegistrySettings settings, PrintWriter err) throws Exception {
        err.println("crossdock registry serves %s on port %d".formatted(settings.storage(), server.port()));
        err.flush();
        UntilSignal.run(server);
        return ExitCode.DONE.code();
    }
}
