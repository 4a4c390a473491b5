package dev.crossdock.registry.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.operation.OperationSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The access log, which a server writes to what is its standard output when it starts. */
class LoggedUserTest extends GuardedRegistry {
    @Test
    void accessLog_namesWhomIsLetIn() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        write(users(), user("alice", "secret"));
        try (RegistryServer server = started(lines)) {
            Guest guest = new Guest(server.port());
            guest.as("alice", "secret").get("/v2/team/tags/list").is(404);
            guest.as("alice", "wrong").get("/v2/").is(401);
        }

        assertThat(lines.toString(UTF_8).lines()).hasSize(2)
                .anyMatch(line -> line.startsWith("127.0.0.1 - alice [") && line.contains("\"GET /v2/team/tags/list"))
                .anyMatch(line -> line.startsWith("127.0.0.1 - - [") && line.contains("\"GET /v2/ "));
    }

    private RegistryServer started(ByteArrayOutputStream lines) throws IOException {
        PrintStream usual = System.out;
        System.setOut(new PrintStream(lines, true, UTF_8));
        try {
            return RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root"))
                    .with(new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.empty()))
                    .with(OperationSettings.USUAL));
        } finally {
            System.setOut(usual);
        }
    }
}
