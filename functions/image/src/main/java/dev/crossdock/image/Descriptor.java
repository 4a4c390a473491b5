package dev.crossdock.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest says of something beneath it, or a registry of something it holds (OCI image spec, descriptor.md).
 *
 * @param mediaType   of the bytes
 * @param digest      of the bytes
 * @param size        in bytes, never negative
 * @param urls        other places of the bytes; foreign layers have them, and crossdock never follows them unasked
 * @param platform    that an image in an index is for
 * @param annotations of the descriptor
 */
public record Descriptor(String mediaType, Digest digest, long size, List<String> urls, Optional<Platform> platform,
        Map<String, String> annotations) {
    /** Throws IllegalArgumentException for a negative size. Copies the collections in. */
    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("descriptor of %s: its size is %d".formatted(digest, size));
        }
        urls = List.copyOf(urls);
        annotations = Map.copyOf(annotations);
    }

    /** A descriptor with nothing but what every descriptor has. */
    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, List.of(), Optional.empty(), Map.of());
    }
}
