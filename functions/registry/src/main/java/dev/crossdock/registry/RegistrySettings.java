package dev.crossdock.registry;

import dev.crossdock.registry.api.PageLimits;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.settings.ListenAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a registry is started with.
 *
 * @param address       where it listens; port 0 takes a free one
 * @param root          the directory that holds its content; it is made where it is missing
 * @param deleteEnabled whether clients may delete
 * @param endpoints     told of every push
 * @param pages         how much one answer lists
 * @param operation     how it is run
 */
public record RegistrySettings(ListenAddress address, Path root, boolean deleteEnabled,
        List<EndpointSettings> endpoints, PageLimits pages, OperationSettings operation) {
    /** Copies the list in. */
    public RegistrySettings {
        endpoints = List.copyOf(endpoints);
    }

    /** With the usual pages, and run quietly. */
    public RegistrySettings(ListenAddress address, Path root, boolean deleteEnabled,
            List<EndpointSettings> endpoints) {
        this(address, root, deleteEnabled, endpoints, PageLimits.USUAL, OperationSettings.QUIET);
    }

    /**
     * Reads a {@code config.yml} as distribution does, as far as its keys are known; relative paths count from the file's
     * folder. Throws {@link dev.crossdock.settings.SettingsException} for any other key, and for a value that is none.
     */
    public static RegistrySettings read(Path config) {
        return new ConfigReader(config).read();
    }

    /** On a free port of the loopback address, with deletion, telling nobody. */
    public static RegistrySettings onFreePort(Path root) {
        return new RegistrySettings(new ListenAddress("127.0.0.1", 0), root, true, List.of());
    }

    /** The same, with other limits of lists. */
    RegistrySettings paged(PageLimits limits) {
        return new RegistrySettings(address, root, deleteEnabled, endpoints, limits, operation);
    }

    /** The same, run in another way. */
    RegistrySettings operated(OperationSettings settings) {
        return new RegistrySettings(address, root, deleteEnabled, endpoints, pages, settings);
    }
}
