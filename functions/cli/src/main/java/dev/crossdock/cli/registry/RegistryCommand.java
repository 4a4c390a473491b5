package dev.crossdock.cli.registry;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crossdock registry}: knows the registry's verbs and does nothing itself. */
@Command(name = "registry", mixinStandardHelpOptions = true, subcommands = {ServeRegistry.class, CollectGarbage.class,
        CheckContent.class, DeadEvents.class,
        InitRegistry.class}, description = "Is a registry, in the place of registry:2 and with its config.yml.")
public final class RegistryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(),
                "wanted: registry serve, garbage-collect, check or events, with CONFIG, or registry init DIR");
    }
}
