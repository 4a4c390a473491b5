package dev.crossdock.image;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A manifest that was read: one image (or artifact), or an index of several. The bytes it came from stay with it. */
public sealed interface Manifest {
    /** An image or artifact: a configuration and layers. */
    record Image(RawManifest raw, String mediaType, Descriptor config, List<Descriptor> layers,
            Optional<Descriptor> subject) implements Manifest {
        /** Copies the list in. */
        public Image {
            layers = List.copyOf(layers);
        }

        /** The configuration and the layers that registries hold: foreign layers are not among them. */
        @Override
        public List<Descriptor> blobs() {
            return Stream.concat(Stream.of(config), layers.stream().filter(Image::isHeld)).toList();
        }

        @Override
        public List<Descriptor> children() {
            return List.of();
        }

        /** The layers that stay where their {@code urls} say, unless somebody asks for them. */
        public List<Descriptor> foreignLayers() {
            return layers.stream().filter(layer -> !isHeld(layer)).toList();
        }

        private static boolean isHeld(Descriptor layer) {
            return !MediaType.isForeignLayer(layer.mediaType());
        }
    }

    /**
     * An index (Docker: manifest list): manifests, usually one per platform. Older BuildKit caches list layers here too
     * (moby/buildkit, "cache manifest"): an entry of a blob's media type counts as a blob.
     */
    record Index(RawManifest raw, String mediaType, List<Descriptor> entries,
            Optional<Descriptor> subject) implements Manifest {
        /** Copies the list in. */
        public Index {
            entries = List.copyOf(entries);
        }

        @Override
        public List<Descriptor> blobs() {
            return entries.stream().filter(entry -> MediaType.isBlob(entry.mediaType())).toList();
        }

        @Override
        public List<Descriptor> children() {
            return entries.stream().filter(entry -> !MediaType.isBlob(entry.mediaType())).toList();
        }
    }

    /** The bytes as they arrived. */
    RawManifest raw();

    /** The media type that announcement and body agree on. */
    String mediaType();

    /** The blobs that must be held before this manifest may be, in the manifest's order; may repeat a digest. */
    List<Descriptor> blobs();

    /** The manifests directly beneath an index, in its order; none for an image. */
    List<Descriptor> children();

    /** The manifest that this one refers to (signature, attestation, SBOM), if any; it need not exist. */
    Optional<Descriptor> subject();

    /** The digest of the bytes. */
    default Digest digest() {
        return raw().digest();
    }

    /** A descriptor of this manifest. */
    default Descriptor descriptor() {
        return new Descriptor(mediaType(), digest(), raw().size());
    }

    /**
     * Reads a manifest from its bytes. Throws {@link MalformedManifestException} for anything but one well-formed image
     * or index of OCI or Docker: two kinds at once, duplicate keys, a body that contradicts the announced type, a
     * negative size, or more of anything than the limits allow.
     */
    static Manifest parse(RawManifest raw) {
        return new ManifestReader(raw).read();
    }
}
