package dev.crossdock.image.attached;

import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Tag;
import java.util.Optional;

/**
 * A manifest that belongs to another one, with everything beneath it.
 *
 * @param tree    of the manifest
 * @param subject that it belongs to
 * @param tag     that says so, for cosign's tags; none for a referrer, which says so itself
 */
public record Attached(ImageTree tree, Digest subject, Optional<Tag> tag) {
    /** The digest of the manifest. */
    public Digest digest() {
        return tree.root().digest();
    }
}
