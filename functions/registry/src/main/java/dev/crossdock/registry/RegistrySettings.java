package dev.crossdock.registry;

import dev.crossdock.registry.notifications.EndpointSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a registry is started with.
 *
 * @param address       where it listens; port 0 takes a free one
 * @param root          the directory that holds its content; it is made where it is missing
 * @param deleteEnabled whether clients may delete
 * @param endpoints     told of every push
 */
public record RegistrySettings(InetSocketAddress address, Path root, boolean deleteEnabled,
        List<EndpointSettings> endpoints) {
    /** Copies the list in. */
    public RegistrySettings {
        endpoints = List.copyOf(endpoints);
    }

    /** On a free port of the loopback address, with deletion, telling nobody. */
    public static RegistrySettings onFreePort(Path root) {
        return new RegistrySettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), root, true, List.of());
    }
}
