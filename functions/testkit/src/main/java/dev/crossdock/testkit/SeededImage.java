package dev.crossdock.testkit;

import java.util.List;
import java.util.stream.Stream;

/**
 * An image, or an index of images.
 *
 * @param manifest its bytes, as they have to arrive
 * @param blobs    the config, then the layers; none of an index
 * @param children the images of an index; none of an image
 */
public record SeededImage(SeededBlob manifest, List<SeededBlob> blobs, List<SeededImage> children) {
    /** Copies the lists in. */
    public SeededImage {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }

    /** The blobs of the image and of all images beneath it. */
    public Stream<SeededBlob> allBlobs() {
        return Stream.concat(blobs.stream(), children.stream().flatMap(SeededImage::allBlobs));
    }

    /** The manifests from the bottom up, this one last. */
    public Stream<SeededBlob> allManifests() {
        return Stream.concat(children.stream().flatMap(SeededImage::allManifests), Stream.of(manifest));
    }
}
