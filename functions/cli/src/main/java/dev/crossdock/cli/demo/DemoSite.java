package dev.crossdock.cli.demo;

import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.replication.Observer;
import dev.crossdock.serve.CrossdockServer;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Two registries and a server on free loopback ports, in a temporary folder that goes with them. */
public final class DemoSite implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAXIMUM_ATTEMPTS = 5;

    private final Path folder;
    private final RegistryServer target;
    private final CrossdockServer server;
    private final RegistryServer source;

    private DemoSite(Path folder, Observer observer, int sourcePort) throws IOException {
        this.folder = folder;
        String token = UUID.randomUUID().toString();
        this.target = RegistryServer.start(registry(folder.resolve("prod"), 0, List.of()));
        try {
            this.server = CrossdockServer.start(settings(sourcePort, token), observer);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
        try {
            EndpointSettings webhook = new EndpointSettings("crossdock",
                    URI.create("http://%s:%d/hooks/edge".formatted(LOOPBACK, server.port())),
                    Map.of("Authorization", List.of("Bearer " + token)), EndpointSettings.Retry.USUAL,
                    EndpointSettings.Ignored.NOTHING);
            this.source = RegistryServer.start(registry(folder.resolve("edge"), sourcePort, List.of(webhook)));
        } catch (IOException | RuntimeException e) {
            server.close();
            target.close();
            throw e;
        }
    }

    /** Each side has to know the other's port before it starts, so one port is chosen first; another try if it is taken. */
    static DemoSite start(Observer observer) throws IOException {
        Path folder = Files.createTempDirectory("crossdock-demo-");
        for (int attempt = 1;; attempt++) {
            try {
                return new DemoSite(folder, observer, freePort());
            } catch (IOException e) {
                if (attempt == MAXIMUM_ATTEMPTS) {
                    delete(folder);
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private static dev.crossdock.registry.RegistrySettings registry(Path root, int port,
            List<EndpointSettings> endpoints) {
        return new dev.crossdock.registry.RegistrySettings(new ListenAddress(LOOPBACK, port), root, true, endpoints);
    }

    private CrossdockSettings settings(int sourcePort, String token) {
        Rule rule = new Rule("demo", new RuleSource("edge", List.of(new Glob("**")), List.of(new Glob("*"))),
                List.of(new RuleTarget("prod", new Template("mirror/{repository}"), new Template("{tag}"))));
        return new CrossdockSettings(new ListenAddress(LOOPBACK, 0), folder.resolve("state"), Optional.empty(),
                Map.of("edge", registry("edge", sourcePort, Optional.of(new Secret(token))), "prod",
                        registry("prod", target.port(), Optional.empty())),
                new Rules(List.of(rule)));
    }

    private static RegistrySettings registry(String name, int port, Optional<Secret> token) {
        return new RegistrySettings(name, URI.create("http://%s:%d".formatted(LOOPBACK, port)), Optional.empty(), token,
                RegistrySettings.Tls.STANDARD, List.of());
    }

    /** {@code host:port} of the registry that images are pushed to. */
    String sourceHost() {
        return LOOPBACK + ":" + source.port();
    }

    /** {@code host:port} of the registry where they appear. */
    String targetHost() {
        return LOOPBACK + ":" + target.port();
    }

    /** {@code host:port} of the server between them. */
    String serverHost() {
        return LOOPBACK + ":" + server.port();
    }

    /** The server first: a registry waits for the connections that its clients keep. */
    @Override
    public void close() {
        server.close();
        source.close();
        target.close();
        delete(folder);
    }

    /** Deletes a folder with all that is in it. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("crossdock: the demo's folder " + folder + " was not deleted: " + e.getMessage());
        }
    }
}
