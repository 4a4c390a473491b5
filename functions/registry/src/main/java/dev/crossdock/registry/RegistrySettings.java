package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessSettings;
import dev.crossdock.registry.jetty.HttpSettings;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.settings.ListenAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a registry is started with.
 *
 * @param http          how it is reached
 * @param access        who may do what
 * @param root          the directory that holds its content; it is made where it is missing
 * @param deleteEnabled whether clients may delete
 * @param endpoints     told of every push
 */
public record RegistrySettings(HttpSettings http, AccessSettings access, Path root, boolean deleteEnabled,
        List<EndpointSettings> endpoints) {
    /** Copies the list in. */
    public RegistrySettings {
        endpoints = List.copyOf(endpoints);
    }

    /** Plain HTTP, open to everybody. */
    public RegistrySettings(ListenAddress address, Path root, boolean deleteEnabled,
            List<EndpointSettings> endpoints) {
        this(HttpSettings.plain(address), AccessSettings.OPEN, root, deleteEnabled, endpoints);
    }

    /** The same, reached in another way. */
    public RegistrySettings with(HttpSettings newHttp) {
        return new RegistrySettings(newHttp, access, root, deleteEnabled, endpoints);
    }

    /** The same for other people. */
    public RegistrySettings with(AccessSettings newAccess) {
        return new RegistrySettings(http, newAccess, root, deleteEnabled, endpoints);
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
}
