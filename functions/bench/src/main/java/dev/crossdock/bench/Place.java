package dev.crossdock.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where things lie: the built distribution, the foreign programs, room for what a run writes. */
record Place(Path module) {
    /** Where the run script says. */
    static Place here() {
        return new Place(Path.of(System.getProperty("crossdock.bench", "functions/bench")).toAbsolutePath());
    }

    /** The command that is measured; another build's where one is named. */
    String crossdock() {
        return System.getProperty("crossdock.bench.command",
                module.resolveSibling("cli/target/crossdock/bin/crossdock").toString());
    }

    /** A registry's directory that holds the images from run to run: making them takes a minute. */
    Path images() {
        return module.resolve("target/images");
    }

    /** A notification of distribution 2.8, as it was sent. */
    Path event() {
        return module.resolve("../../events/distribution-2.8/push-oci.json").normalize();
    }

    /** An empty folder of this name, for one run. */
    Path fresh(String name) throws IOException {
        Path folder = module.resolve("target/scratch").resolve(name);
        delete(folder);
        return Files.createDirectories(folder);
    }

    /** A foreign program, first of those that tools/peers.sh installed. */
    Optional<String> program(String name) {
        List<String> path = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        Path peers = Path.of(System.getProperty("user.home"), "peers", "bin");
        return Stream.concat(Stream.of(peers), path.stream().filter(it -> !it.isEmpty()).map(Path::of))
                .map(folder -> folder.resolve(name)).filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    /** A program of Debian that a bench cannot do without. */
    static String debian(String name) throws IOException {
        Path program = Path.of("/usr/bin", name);
        if (!Files.isExecutable(program)) {
            throw new IOException(program + " is missing: apt-get install " + name);
        }
        return program.toString();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
