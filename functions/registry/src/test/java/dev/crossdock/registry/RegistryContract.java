package dev.crossdock.registry;

import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry of its own for each test, on a free port and a fresh directory. */
// tidy: types one test class for each thing that a registry does, all of which run on a bucket too
class RegistryContract {
    @TempDir
    Path root;

    RegistryServer server;
    Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = serve(settings(true, List.of()));
        wire = new Wire(server.port());
    }

    /** On the directory of the settings, unless a subclass has another place. */
    Backing backing() {
        return new Backing.Directory(content());
    }

    private RegistryServer serve(RegistrySettings settings) throws IOException {
        return backing().serve(settings);
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
    }

    final void restart(boolean deleteEnabled, List<EndpointSettings> endpoints) throws IOException {
        restart(settings(deleteEnabled, endpoints));
    }

    final void restart(RegistrySettings settings) throws IOException {
        stop();
        server = serve(settings);
        wire = new Wire(server.port());
    }

    final RegistrySettings settings(boolean deleteEnabled, List<EndpointSettings> endpoints) {
        return new RegistrySettings(new ListenAddress("127.0.0.1", 0), root.resolve("root"), deleteEnabled,
                endpoints);
    }

    final Path content() {
        return root.resolve("root/docker/registry/v2");
    }
}
