package dev.crossdock.cli.copy;

import dev.crossdock.cli.sides.Sides;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Reference;
import dev.crossdock.image.Repository;
import dev.crossdock.replication.Registries;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;

/** The registries of one command line, under the names {@code source} and {@code target}. */
public record TwoRegistries(RegistryClient source, RegistryClient target) implements Registries {
    /** The name of the registry that is read. */
    public static final String SOURCE = "source";
    /** The name of the registry that is written. */
    public static final String TARGET = "target";

    /** A client for each side, as the command line says; nothing is connected yet. */
    public static TwoRegistries reached(HttpEngine engine, Sides sides, Reference from, Reference to) {
        return new TwoRegistries(new RegistryClient(engine, sides.source(from)),
                new RegistryClient(engine, sides.target(to)));
    }

    @Override
    public Source source(String registry, Repository repository) {
        return client(registry).source(repository);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return client(registry).target(repository);
    }

    @Override
    public List<Repository> repositories(String registry) {
        return client(registry).repositories();
    }

    /** The client of this name; throws IllegalArgumentException for any other than the two. */
    public RegistryClient client(String name) {
        return switch (name) {
            case SOURCE -> source;
            case TARGET -> target;
            default -> throw new IllegalArgumentException("registry \"%s\": wanted source or target".formatted(name));
        };
    }
}
