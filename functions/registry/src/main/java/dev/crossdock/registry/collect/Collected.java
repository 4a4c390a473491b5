package dev.crossdock.registry.collect;

/**
 * What a collection deleted, or would have.
 *
 * @param tags      by retention
 * @param manifests that nothing held
 * @param links     of blobs that no manifest of their repository refers to
 * @param blobs     that no link names
 * @param bytes     of those
 * @param leftovers of uploads and writes that nobody finished
 */
public record Collected(long tags, long manifests, long links, long blobs, long bytes, long leftovers) {
    /** Nothing. */
    public static final Collected NOTHING = new Collected(0, 0, 0, 0, 0, 0);

    Collected tag() {
        return new Collected(tags + 1, manifests, links, blobs, bytes, leftovers);
    }

    Collected manifest() {
        return new Collected(tags, manifests + 1, links, blobs, bytes, leftovers);
    }

    Collected link() {
        return new Collected(tags, manifests, links + 1, blobs, bytes, leftovers);
    }

    Collected blob(long size) {
        return new Collected(tags, manifests, links, blobs + 1, bytes + size, leftovers);
    }

    Collected leftovers(long count) {
        return new Collected(tags, manifests, links, blobs, bytes, leftovers + count);
    }

    @Override
    public String toString() {
        return "%d tags, %d manifests, %d links, %d blobs of %d bytes, %d leftovers".formatted(tags, manifests, links,
                blobs,
                bytes, leftovers);
    }
}
