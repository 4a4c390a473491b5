package dev.crossdock.image;

import java.util.Arrays;
import java.util.Optional;

/** The media types that decide how a manifest is read and how a layer is handled, one row each. */
public enum MediaType {
    OCI_MANIFEST("application/vnd.oci.image.manifest.v1+json", Kind.IMAGE), OCI_INDEX(
            "application/vnd.oci.image.index.v1+json",
            Kind.INDEX), DOCKER_MANIFEST("application/vnd.docker.distribution.manifest.v2+json",
                    Kind.IMAGE), DOCKER_MANIFEST_LIST("application/vnd.docker.distribution.manifest.list.v2+json",
                            Kind.INDEX), DOCKER_SCHEMA1("application/vnd.docker.distribution.manifest.v1+json",
                                    Kind.SCHEMA1), DOCKER_SCHEMA1_SIGNED(
                                            "application/vnd.docker.distribution.manifest.v1+prettyjws",
                                            Kind.SCHEMA1), OCI_CONFIG("application/vnd.oci.image.config.v1+json",
                                                    Kind.BLOB), OCI_LAYER_GZIP(
                                                            "application/vnd.oci.image.layer.v1.tar+gzip",
                                                            Kind.BLOB), DOCKER_CONFIG(
                                                                    "application/vnd.docker.container.image.v1+json",
                                                                    Kind.BLOB), DOCKER_LAYER_GZIP(
                                                                            "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                                                            Kind.BLOB), DOCKER_FOREIGN_LAYER(
                                                                                    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                                                                                    Kind.FOREIGN_LAYER), OCI_FOREIGN_LAYER(
                                                                                            "application/vnd.oci.image.layer.nondistributable.v1.tar",
                                                                                            Kind.FOREIGN_LAYER), OCI_FOREIGN_LAYER_GZIP(
                                                                                                    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                                                                                                    Kind.FOREIGN_LAYER), OCI_FOREIGN_LAYER_ZSTD(
                                                                                                            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                                                                                                            Kind.FOREIGN_LAYER), OCTETS(
                                                                                                                    "application/octet-stream",
                                                                                                                    Kind.BLOB);

    /** How the bytes are handled. */
    enum Kind {
        IMAGE, INDEX, SCHEMA1, FOREIGN_LAYER, BLOB
    }

    private final String text;
    private final Kind kind;

    MediaType(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** The row of this text, compared without its parameters; empty for a type that crossdock treats as any blob. */
    public static Optional<MediaType> find(String text) {
        String bare = withoutParameters(text);
        return Arrays.stream(values()).filter(type -> type.text.equals(bare)).findFirst();
    }

    /** The type alone: {@code a/b; charset=utf-8} gives {@code a/b}. */
    public static String withoutParameters(String text) {
        int semicolon = text.indexOf(';');
        return (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
    }

    /** Whether the text names a manifest that crossdock reads: an image or an index, of OCI or Docker. */
    public static boolean isManifest(String text) {
        return find(text).filter(type -> type.kind == Kind.IMAGE || type.kind == Kind.INDEX).isPresent();
    }

    /** Whether the text names what is certainly no manifest: a configuration or a layer. */
    static boolean isBlob(String text) {
        return find(text).filter(type -> type.kind == Kind.BLOB).isPresent();
    }

    /** Whether a layer of this type stays where its {@code urls} say, and is not held by registries. */
    public static boolean isForeignLayer(String text) {
        return find(text).filter(type -> type.kind == Kind.FOREIGN_LAYER).isPresent();
    }

    /** The media type as it stands on the wire. */
    public String text() {
        return text;
    }

    Kind kind() {
        return kind;
    }
}
