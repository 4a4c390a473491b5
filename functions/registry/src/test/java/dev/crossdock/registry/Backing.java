package dev.crossdock.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the registry of a test keeps its content, seen from behind; paths count from {@code docker/registry/v2}. */
interface Backing {
    RegistryServer serve(RegistrySettings settings) throws IOException;

    /** The paths of all finished objects beneath. */
    List<String> stored(String path) throws IOException;

    void overwrite(String path, String text) throws IOException;

    void delete(String path) throws IOException;

    /** In files beneath a directory. */
    record Directory(Path content) implements Backing {
        @Override
        public RegistryServer serve(RegistrySettings settings) throws IOException {
            return RegistryServer.start(settings);
        }

        @Override
        public List<String> stored(String path) throws IOException {
            Path place = content.resolve(path);
            if (!Files.exists(place)) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(place)) {
                return files.filter(Files::isRegularFile).map(file -> content.relativize(file).toString()).toList();
            }
        }

        @Override
        public void overwrite(String path, String text) throws IOException {
            Files.writeString(content.resolve(path), text);
        }

        @Override
        public void delete(String path) throws IOException {
            Files.delete(content.resolve(path));
        }
    }
}
