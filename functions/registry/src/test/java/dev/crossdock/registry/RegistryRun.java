package dev.crossdock.registry;

import dev.crossdock.registry.notifications.EndpointSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Runs a registry by hand: port, root, and the address of an endpoint if one is to be told. */
final class RegistryRun {
    private RegistryRun() {}

    public static void main(String[] args) throws Exception {
        List<EndpointSettings> endpoints = args.length < 3 ? List.of()
                : List.of(new EndpointSettings("hook", URI.create(args[2])));
        RegistryServer server = RegistryServer.start(new RegistrySettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), Path.of(args[1]),
                true, endpoints));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("port " + server.port());
        Thread.currentThread().join();
    }
}
