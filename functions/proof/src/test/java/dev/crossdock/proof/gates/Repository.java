package dev.crossdock.proof.gates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The folder that all of crossdock lies in: its files, and its history where git keeps one. */
record Repository(Path root) {
    private static final Map<Path, List<Source>> SOURCES = new ConcurrentHashMap<>();

    private static final String SEPARATOR = "\0";

    static Repository here() {
        return new Repository(Path.of(System.getProperty("crossdock.root")));
    }

    /** Every file that is in the repository or would be added to it, as paths from the root. */
    List<String> files() {
        if (hasHistory()) {
            return Stream.of(git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split(SEPARATOR))
                    .filter(file -> Files.isRegularFile(root.resolve(file))).toList();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString())
                    .filter(file -> !file.matches("(.*/)?target/.*")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parsed once for all gates of a run. */
    List<Source> sources() {
        return SOURCES.computeIfAbsent(root, _ -> parsed());
    }

    private List<Source> parsed() {
        Map<String, String> texts = new LinkedHashMap<>();
        files().stream().filter(file -> file.endsWith(".java")).forEach(file -> texts.put(file, text(file)));
        List<Source> sources = Source.parsed(texts);
        if (sources.isEmpty()) {
            throw new AssertionError("no Java file under " + root + ": the gates would hold of nothing");
        }
        return sources;
    }

    String text(String file) {
        try {
            return new String(Files.readAllBytes(root.resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False in an unpacked archive of the sources. */
    boolean hasHistory() {
        return Files.exists(root.resolve(".git"));
    }

    String git(String... words) {
        try {
            List<String> command = Stream.concat(Stream.of("git", "-c", "safe.directory=*", "-C", root.toString()),
                    Stream.of(words)).toList();
            Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = git.waitFor();
            if (exitCode != 0) {
                throw new AssertionError("%s: got exit code %d, wanted 0".formatted(command, exitCode));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("git: interrupted", e);
        }
    }
}
