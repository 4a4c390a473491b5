package dev.crossdock.cli.registry;

import dev.crossdock.registry.Upkeep;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crossdock registry events}: what no endpoint took, to look at and to send again. */
@Command(name = "events", mixinStandardHelpOptions = true, description = "Lists the events that no endpoint took, or sends those of one again. The registry has to serve meanwhile.")
final class DeadEvents implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--redeliver", paramLabel = "ENDPOINT", description = "Send the dead letters of this endpoint again")
    private Optional<String> endpoint = Optional.empty();

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Override
    public Integer call() throws IOException {
        Upkeep upkeep = new Upkeep(config.read(spec.commandLine().getErr()));
        PrintWriter out = spec.commandLine().getOut();
        int code = endpoint.isPresent()
                ? upkeep.redeliver(endpoint.get(), out::println)
                : upkeep.deadLetters(out::println);
        out.flush();
        return code;
    }
}
