package dev.crossdock.registry.config;

import dev.crossdock.registry.StorageSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code storage}: which driver, and where its content lies. */
final class StorageSection {
    private static final Path USUAL_ROOT = Path.of("/var/lib/registry");
    private static final List<String> DRIVERS = List.of("filesystem", "s3");
    /** Distribution's other drivers, and the names that older versions had for one of ours. */
    private static final List<String> FOREIGN = List.of("inmemory", "azure", "gcs", "swift", "oss", "s3aws",
            "s3goamz");
    private static final List<String> RULES = List.of("delete", "maintenance", "redirect");

    private StorageSection() {}

    static StorageSettings read(Section top) {
        if (!top.has("storage")) {
            throw top.problem("storage", "is missing: wanted filesystem or s3, with where the content lies");
        }
        Section storage = top.choice("storage");
        List<String> known = new ArrayList<>(DRIVERS);
        known.addAll(RULES);
        known.addAll(FOREIGN);
        storage.keys(known, Map.of("cache", "what is read often is kept in memory in any case", "tag",
                "tags are looked up one after the other"));
        return switch (driver(top, storage)) {
            case "filesystem" -> filesystem(storage);
            default -> S3Section.read(storage);
        };
    }

    private static String driver(Section top, Section storage) {
        List<String> drivers = storage.keys().stream().filter(key -> DRIVERS.contains(key) || FOREIGN.contains(key))
                .toList();
        if (drivers.size() != 1) {
            throw top.problem("storage", "got %s: wanted one driver, filesystem or s3; %s".formatted(
                    drivers.isEmpty() ? "no driver" : String.join(" and ", drivers),
                    "REGISTRY_STORAGE=s3 puts another in the place of the file's"));
        }
        String driver = drivers.getFirst();
        if (FOREIGN.contains(driver)) {
            throw storage.problem(driver, "crossdock has no such driver: wanted filesystem or s3");
        }
        return driver;
    }

    private static StorageSettings filesystem(Section storage) {
        if (storage.has("redirect")) {
            storage.warn("redirect", "only what lies in s3 is sent by addresses of its own");
        }
        Section filesystem = storage.section("filesystem");
        filesystem.keys(List.of("rootdirectory"), Map.of("maxthreads",
                "as many files are open as requests are in work"));
        return new StorageSettings.Filesystem(filesystem.folder("rootdirectory").orElse(USUAL_ROOT));
    }
}
