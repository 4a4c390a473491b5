package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.Optional;

/**
 * What an event tells of, as far as the content can be asked whether it happened.
 *
 * @param kind       of change
 * @param repository where
 * @param tag        that was moved or deleted, if one was
 * @param digest     of the manifest or blob, where it is known
 */
public record Change(Kind kind, Repository repository, Optional<Tag> tag, Optional<Digest> digest) {
    /** What can happen. */
    public enum Kind {
        /** A manifest was put, and its tag moved to it if there is one. */
        PUT,
        /** A tag, or a manifest where no tag is named, was deleted. */
        DELETED,
        /** A repository got a blob. */
        BLOB_PUT,
        /** A repository lost a blob. */
        BLOB_DELETED,
        /** Something was read; there is nothing to ask. */
        READ
    }

    /** The tag or the digest, for messages. */
    public String reference() {
        return tag.map(Tag::name).or(() -> digest.map(Digest::toString)).orElse("");
    }
}
