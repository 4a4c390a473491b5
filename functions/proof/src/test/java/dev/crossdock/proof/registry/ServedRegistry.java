package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Door;
import dev.crossdock.proof.registry.wire.Wire;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;

/** A registry in this process, from a config.yml as an operator writes it, and a way in. */
public record ServedRegistry(RegistryServer server, Wire wire) implements AutoCloseable {
    private static final String HEAD = """
            version: 0.1
            log: {accesslog: {disabled: true}}
            http:
              addr: 127.0.0.1:0
            """;

    /** On a directory, without TLS, open to everybody. */
    public static ServedRegistry onDirectory(Path folder, Path root) throws IOException {
        return start(folder, """
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                """.formatted(root), Door::plain);
    }

    /** With these sections beside the address; the port that it took says where the door is. */
    public static ServedRegistry start(Path folder, String sections, IntFunction<Door> door) throws IOException {
        Path config = Files.writeString(Files.createTempFile(folder, "config", ".yml"), HEAD + sections);
        RegistryServer server = RegistryServer.start(ConfigReader.read(config, Map.of(), warning -> {
            throw new AssertionError(warning);
        }));
        return new ServedRegistry(server, new Wire(door.apply(server.port())));
    }

    @Override
    public void close() {
        wire.close();
        server.close();
    }
}
