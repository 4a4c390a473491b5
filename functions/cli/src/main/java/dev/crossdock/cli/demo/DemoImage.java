package dev.crossdock.cli.demo;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A small image for two platforms, made here: two layers each, one of them shared. */
public final class DemoImage {
    private static final int TAR_BLOCK = 512;
    private static final int TAR_CHECKSUM_AT = 148;

    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final ImageTree tree;

    /** The text goes into a layer, so that another text makes another image. */
    public DemoImage(String text) {
        List<Manifest> children = List.of(child("amd64", text), child("arm64", text));
        String entries = String.join(",", entry(children.getFirst(), "amd64"), entry(children.getLast(), "arm64"));
        String index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaType.OCI_INDEX.text(), entries);
        this.tree = new ImageTree(parse(MediaType.OCI_INDEX, index), children.stream().map(ImageTree::new).toList());
    }

    /** All manifests and blobs of it. */
    public ImageTree tree() {
        return tree;
    }

    /** Pushes it as any client does: blobs, children, index with the tag. */
    public void push(Target target, TagOrDigest reference) {
        for (Descriptor blob : tree.blobs()) {
            if (!target.holds(blob)) {
                byte[] bytes = blobs.get(blob.digest());
                target.beginUpload(blob).stream(out -> out.write(ByteBuffer.wrap(bytes)));
            }
        }
        for (Manifest manifest : tree.childrenFirst()) {
            boolean isRoot = manifest.digest().equals(tree.root().digest());
            target.putManifest(isRoot ? reference : manifest.digest(), manifest.raw());
        }
    }

    private Manifest child(String architecture, String text) {
        byte[] shared = tar("etc/crossdock-demo", "This layer is the same for both platforms.\n");
        byte[] own = tar("usr/share/demo/" + architecture, text + " on " + architecture + "\n");
        String config = """
                {"architecture":"%s","os":"linux","config":{"Labels":{"org.opencontainers.image.title":"crossdock demo"}},\
                "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}"""
                .formatted(architecture, Digest.sha256(shared),
                        Digest.sha256(own));
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s]}""".formatted(
                MediaType.OCI_MANIFEST.text(), keep(MediaType.OCI_CONFIG, config.getBytes(StandardCharsets.UTF_8)),
                keep(MediaType.OCI_LAYER_GZIP, gzip(shared)), keep(MediaType.OCI_LAYER_GZIP, gzip(own)));
        return parse(MediaType.OCI_MANIFEST, manifest);
    }

    private static Manifest parse(MediaType type, String json) {
        return Manifest.parse(RawManifest.of(type.text(), json.getBytes(StandardCharsets.UTF_8)));
    }

    private String keep(MediaType type, byte[] bytes) {
        Digest digest = Digest.sha256(bytes);
        blobs.put(digest, bytes);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type.text(), digest, bytes.length);
    }

    private static String entry(Manifest child, String architecture) {
        return ("{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                + "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}").formatted(child.mediaType(),
                        child.digest(),
                        child.raw().size(), architecture);
    }

    /** A tar archive of one file (POSIX ustar). */
    private static byte[] tar(String name, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] archive = new byte[TAR_BLOCK * (3 + (content.length + TAR_BLOCK - 1) / TAR_BLOCK)];
        put(archive, 0, name);
        put(archive, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(archive, 124, "%011o\0".formatted(content.length) + "00000000000\0" + "        " + "0");
        put(archive, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < TAR_BLOCK; i++) {
            sum += archive[i];
        }
        put(archive, TAR_CHECKSUM_AT, "%06o\0 ".formatted(sum));
        System.arraycopy(content, 0, archive, TAR_BLOCK, content.length);
        return archive;
    }

    private static void put(byte[] archive, int at, String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, archive, at, bytes.length);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
