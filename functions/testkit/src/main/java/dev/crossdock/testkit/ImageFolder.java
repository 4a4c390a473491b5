package dev.crossdock.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an image to a folder, in the layouts that skopeo reads. */
public final class ImageFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ImageFolder() {}

    /** An OCI image layout (image-layout.md): {@code skopeo copy --all oci:<folder>:<tag> …}. */
    public static void writeOci(SeededImage image, Path folder, String tag) throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        for (SeededBlob blob : image.allBlobs().toList()) {
            Files.write(blobs.resolve(blob.hex()), blob.bytes());
        }
        for (SeededBlob manifest : image.allManifests().toList()) {
            Files.write(blobs.resolve(manifest.hex()), manifest.bytes());
        }
        Map<String, Object> descriptor = new LinkedHashMap<>(image.manifest().descriptor());
        descriptor.put("annotations", Map.of("org.opencontainers.image.ref.name", tag));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.write(folder.resolve("index.json"),
                JSON.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", List.of(descriptor))));
    }

    /** skopeo's own layout: {@code skopeo copy --all dir:<folder> …}; also for Docker's formats. */
    public static void writeDir(SeededImage image, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("version"),
                "Directory Transport Version: 1.1\n".getBytes(StandardCharsets.US_ASCII));
        for (SeededBlob blob : image.allBlobs().toList()) {
            Files.write(folder.resolve(blob.hex()), blob.bytes());
        }
        for (SeededImage child : image.children()) {
            Files.write(folder.resolve(child.manifest().hex() + ".manifest.json"), child.manifest().bytes());
        }
        Files.write(folder.resolve("manifest.json"), image.manifest().bytes());
    }
}
