package dev.crossdock.event;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.time.Instant;
import java.util.Optional;

/** What a sender claims has happened to an image. */
public sealed interface ImageEvent {
    /**
     * A manifest was pushed.
     *
     * @param tag       that it was pushed by; none where it was pushed by digest, as the children of an index are
     * @param mediaType of the manifest
     * @param at        when, by the sender's clock
     */
    record Pushed(Repository repository, Optional<Tag> tag, Digest digest, String mediaType,
            Optional<Instant> at) implements ImageEvent {}

    /**
     * Something was deleted: a tag, or a digest that may be a manifest's or a blob's (senders do not say), or, where
     * neither is given, the whole repository.
     */
    record Deleted(Repository repository, Optional<Tag> tag, Optional<Digest> digest,
            Optional<Instant> at) implements ImageEvent {}

    /**
     * Nothing that replication acts on: a pull, a blob.
     *
     * @param why in words, for a log
     */
    record Unrelated(String why) implements ImageEvent {}
}
