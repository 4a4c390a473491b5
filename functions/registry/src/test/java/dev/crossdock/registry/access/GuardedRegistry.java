package dev.crossdock.registry.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** A registry of its own for each test, with files of users and rules. */
class GuardedRegistry {
    /** The least that bcrypt has: what is tested here is not its cost. */
    private static final int COST = 4;

    @TempDir
    Path folder;
    private @Nullable RegistryServer server;

    static String user(String name, String password) {
        return name + ":" + BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(COST, password.toCharArray()) + "\n";
    }

    final Path users() {
        return folder.resolve("htpasswd");
    }

    final Path rules() {
        return folder.resolve("access.yml");
    }

    final void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    /** Starts, or starts again; nobody has credentials yet. */
    final Guest start(AccessSettings access) throws IOException {
        stop();
        RegistryServer started = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root")).with(access));
        server = started;
        return new Guest(started.port());
    }

    final Guest startWithUsers(String... lines) throws IOException {
        write(users(), String.join("", lines));
        return start(new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.empty()));
    }

    /** With alice and bob, whose passwords are their names backwards. */
    final Guest startWithRules(String text) throws IOException {
        write(users(), user("alice", "ecila") + user("bob", "bob") + user("carol", "lorac"));
        write(rules(), text);
        return start(new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.of(rules())));
    }

    final AccessSettings.Passwords passwords() {
        return new AccessSettings.Passwords("the realm", users());
    }

    @AfterEach
    final void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
