package dev.crossdock.replication;

import dev.crossdock.image.Repository;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;

/**
 * The registries of the configuration, by the names it gives them. Each method throws IllegalArgumentException for a
 * name that is not configured: addresses and credentials come from nowhere else.
 */
public interface Registries {
    /** The repository to read from. */
    Source source(String registry, Repository repository);

    /** The repository to write to. */
    Target target(String registry, Repository repository);

    /** All repositories of the registry, as far as it tells them (the catalog). */
    List<Repository> repositories(String registry);
}
