package dev.crossdock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A real OCI image of layers that do not compress: each a gzip (level 1) of a tar of one file of seeded bytes. skopeo
 * would compress layers that are not.
 */
record LayeredImage(String repository, int layers, long layerBytes, int tags) {
    /** The tag, where there is one; else the first of those that count up from it. */
    static final String TAG = "1";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int TAR_BLOCK_BYTES = 512;
    private static final int PIECE_BYTES = 256 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Layer(String digest, String diffId, long size) {}

    /** Makes and pushes it, where the registry does not hold it from an earlier run. */
    void ensure(int port, Path scratch) throws IOException {
        try (Wire wire = new Wire(port)) {
            if (wire.send("HEAD", manifests() + tags, "Accept: " + MANIFEST + "\r\n", Wire.NOTHING).status() == 200) {
                return;
            }
        }
        Table.progress("making " + repository);
        List<Layer> made = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            made.add(push(port, make(i, scratch.resolve("layer")), scratch.resolve("layer")));
        }
        for (int tag = 1; tag <= tags; tag++) {
            tag(port, made, Integer.toString(tag));
        }
    }

    /** What the registry's tag names. */
    String digest(int port) throws IOException {
        try (Wire wire = new Wire(port)) {
            return CostBench.digest(
                    wire.send("GET", manifests() + TAG, "Accept: " + MANIFEST + "\r\n", Wire.NOTHING).text());
        }
    }

    private String manifests() {
        return "/v2/" + repository + "/manifests/";
    }

    /** An image of these layers and a configuration of its own. */
    private void tag(int port, List<Layer> made, String tag) throws IOException {
        byte[] config = JSON.writeValueAsBytes(Map.of("architecture", "amd64", "os", "linux", "config",
                Map.of("Labels", Map.of("tag", tag)), "rootfs",
                Map.of("type", "layers", "diff_ids", made.stream().map(Layer::diffId).toList())));
        String configDigest = digest(sha256().digest(config));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MANIFEST);
        manifest.put("config", descriptor("application/vnd.oci.image.config.v1+json", configDigest, config.length));
        manifest.put("layers", made.stream().map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar+gzip",
                layer.digest, layer.size)).toList());
        try (Wire wire = new Wire(port)) {
            wire.push(repository, configDigest, Wire.Body.of(config));
            wire.expect(201, wire.send("PUT", manifests() + tag, "Content-Type: " + MANIFEST + "\r\n",
                    Wire.Body.of(JSON.writeValueAsBytes(manifest))));
        }
    }

    /** Throws IOException where a tag of the target is not the source's; else says how many bytes the layers have. */
    long check(Path source, Path target) throws IOException {
        for (int tag = 1; tag <= tags; tag++) {
            String link = "data/docker/registry/v2/repositories/%s/_manifests/tags/%d/current/link"
                    .formatted(repository, tag);
            String wanted = Files.readString(source.resolve(link));
            String got = Files.readString(target.resolve(link));
            if (!got.equals(wanted)) {
                throw new IOException("the target's tag %d names %s, wanted %s".formatted(tag, got, wanted));
            }
        }
        return layers * layerBytes;
    }

    private static Map<String, Object> descriptor(String mediaType, String digest, long size) {
        return Map.of("mediaType", mediaType, "digest", digest, "size", size);
    }

    private Layer push(int port, Layer layer, Path file) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.push(repository, layer.digest, new Wire.Body() {
                @Override
                public long length() {
                    return layer.size;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(out);
                    }
                }
            });
        }
        Files.delete(file);
        return layer;
    }

    private Layer make(int index, Path file) throws IOException {
        MessageDigest packed = sha256();
        MessageDigest plain = sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), PIECE_BYTES);
                OutputStream gzip = new Quick(new DigestOutputStream(out, packed));
                OutputStream tar = new DigestOutputStream(gzip, plain)) {
            tar.write(header("file" + index));
            SplittableRandom random = new SplittableRandom(repository.hashCode() * 1000L + index);
            byte[] piece = new byte[PIECE_BYTES];
            for (long left = layerBytes; left > 0; left -= piece.length) {
                random.nextBytes(piece);
                tar.write(piece, 0, (int) Math.min(left, piece.length));
            }
            int over = (int) (layerBytes % TAR_BLOCK_BYTES);
            tar.write(new byte[(over == 0 ? 0 : TAR_BLOCK_BYTES - over) + 2 * TAR_BLOCK_BYTES]);
        }
        return new Layer(digest(packed.digest()), digest(plain.digest()), Files.size(file));
    }

    /** POSIX ustar. */
    private byte[] header(String name) {
        byte[] header = new byte[TAR_BLOCK_BYTES];
        put(header, 0, name);
        put(header, 100, "0000755\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(layerBytes));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, PIECE_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String digest(byte[] hash) {
        return "sha256:" + HexFormat.of().formatHex(hash);
    }
}
