package dev.crossdock.replication.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a killed process leaves: its files as they are, without anything that a close would do. */
final class Crash {
    private Crash() {}

    /** Copies the files of a state that is open and at rest. */
    static Path copy(Path folder, Path copy) {
        try {
            Files.createDirectories(copy);
            for (String file : new String[]{"crossdock.db", "crossdock.db-wal", "lock"}) {
                if (Files.exists(folder.resolve(file))) {
                    Files.copy(folder.resolve(file), copy.resolve(file));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
