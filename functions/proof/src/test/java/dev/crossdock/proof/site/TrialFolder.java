package dev.crossdock.proof.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A trial's own folder under target/trials: the outputs of its programs stay there, its data goes with it. */
public final class TrialFolder implements AutoCloseable {
    private final Path folder;
    private final Path data;

    private TrialFolder(Path folder) throws IOException {
        this.folder = folder;
        this.data = Files.createDirectories(folder.resolve("data"));
    }

    /** A fresh one. */
    public static TrialFolder of(String trial) {
        try {
            Path trials = Files
                    .createDirectories(Path.of(System.getProperty("crossdock.root"), "functions/proof/target/trials"));
            return new TrialFolder(Files.createTempDirectory(trials, trial + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program called so writes. */
    public Path output(String program) {
        return folder.resolve(program + ".log");
    }

    /** Where all that its programs write lies. */
    public Path outputs() {
        return folder;
    }

    /** A folder for data; it is made if need be. */
    public Path data(String name) {
        try {
            return Files.createDirectories(data.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with everything in it. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete(data);
    }
}
