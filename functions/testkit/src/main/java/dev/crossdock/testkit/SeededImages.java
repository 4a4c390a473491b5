package dev.crossdock.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes real small images: the same seed makes the same bytes, in the same order of calls. */
public final class SeededImages {
    /** The two families of media types. */
    public enum Format {
        /** Of the OCI image specification. */
        OCI("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
                "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"),
        /** Docker's, version 2, schema 2. */
        DOCKER("application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.docker.distribution.manifest.list.v2+json",
                "application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip");

        private final String manifest;
        private final String index;
        private final String config;
        private final String layer;

        Format(String manifest, String index, String config, String layer) {
            this.manifest = manifest;
            this.index = index;
            this.config = config;
            this.layer = layer;
        }
    }

    private static final int TAR_BLOCK_BYTES = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random;

    /** Everything made here follows from the seed. */
    public SeededImages(long seed) {
        this.random = new Random(seed);
    }

    /** An image for linux/amd64 with so many layers of about so many bytes each, which do not compress. */
    public SeededImage image(Format format, int layers, int layerBytes) {
        List<SeededBlob> made = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            layer(format, layerBytes, made, diffIds);
        }
        return image(format, made, diffIds, "amd64");
    }

    /** An image with the layers of another, and a config of its own. */
    public SeededImage sharing(SeededImage other) {
        Format format = other.manifest().mediaType().equals(Format.OCI.manifest) ? Format.OCI : Format.DOCKER;
        List<String> diffIds = new ArrayList<>();
        try {
            JSON.readTree(other.blobs().getFirst().bytes()).path("rootfs").path("diff_ids")
                    .forEach(id -> diffIds.add(id.asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image(format, other.blobs().subList(1, other.blobs().size()), diffIds, "amd64");
    }

    /** An index over one image per architecture; the images share their first layer. */
    public SeededImage index(Format format, String... architectures) {
        List<SeededBlob> shared = new ArrayList<>();
        List<String> sharedIds = new ArrayList<>();
        layer(format, 4096, shared, sharedIds);
        List<SeededImage> children = new ArrayList<>();
        List<Map<String, Object>> descriptors = new ArrayList<>();
        for (String architecture : architectures) {
            List<SeededBlob> layers = new ArrayList<>(shared);
            List<String> diffIds = new ArrayList<>(sharedIds);
            layer(format, 2048, layers, diffIds);
            SeededImage child = image(format, layers, diffIds, architecture);
            children.add(child);
            Map<String, Object> descriptor = new LinkedHashMap<>(child.manifest().descriptor());
            descriptor.put("platform", Map.of("architecture", architecture, "os", "linux"));
            descriptors.add(descriptor);
        }
        Map<String, Object> index = start(format.index);
        index.put("manifests", descriptors);
        return new SeededImage(new SeededBlob(format.index, json(index)), List.of(), children);
    }

    private SeededImage image(Format format, List<SeededBlob> layers, List<String> diffIds, String architecture) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", architecture);
        config.put("os", "linux");
        config.put("created", "2026-01-01T00:00:00Z");
        config.put("config",
                Map.of("Cmd", List.of("/file"), "Labels", Map.of("seed", Long.toHexString(random.nextLong()))));
        config.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
        SeededBlob made = new SeededBlob(format.config, json(config));
        Map<String, Object> manifest = start(format.manifest);
        manifest.put("config", made.descriptor());
        manifest.put("layers", layers.stream().map(SeededBlob::descriptor).toList());
        List<SeededBlob> blobs = new ArrayList<>(List.of(made));
        blobs.addAll(layers);
        return new SeededImage(new SeededBlob(format.manifest, json(manifest)), blobs, List.of());
    }

    private static Map<String, Object> start(String mediaType) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("schemaVersion", 2);
        object.put("mediaType", mediaType);
        return object;
    }

    private void layer(Format format, int bytes, List<SeededBlob> layers, List<String> diffIds) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        byte[] tar = tar("file" + layers.size(), content);
        diffIds.add(SeededBlob.sha256(tar));
        layers.add(new SeededBlob(format.layer, gzip(tar)));
    }

    /** An archive of one file (POSIX ustar). */
    private static byte[] tar(String name, byte[] content) {
        byte[] header = new byte[TAR_BLOCK_BYTES];
        put(header, 0, name);
        put(header, 100, "0000755\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        int padded = (content.length + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES * TAR_BLOCK_BYTES;
        ByteArrayOutputStream archive = new ByteArrayOutputStream(padded + 3 * TAR_BLOCK_BYTES);
        archive.writeBytes(header);
        archive.writeBytes(Arrays.copyOf(content, padded));
        archive.writeBytes(new byte[2 * TAR_BLOCK_BYTES]);
        return archive.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length);
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] json(Map<String, Object> object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
