package dev.crossdock.registry;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.notifications.outbox.Change;
import dev.crossdock.registry.notifications.outbox.History;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;

/**
 * Looks in the content for what became of a change. A tag's history is written before the tag itself, so it alone shows
 * nothing that could be read. A process that is alone has confirmed an earlier push, durably, before it moves the tag on:
 * the tag then has to be where the push left it. Another replica may have moved it on, and then the history counts.
 */
record ContentHistory(RegistryContent content, Tenancy tenancy) implements History {
    @Override
    public boolean shows(Change change) {
        return switch (change.kind()) {
            case PUT -> change.digest().filter(digest -> change.tag().isEmpty()
                    ? content.manifests().has(change.repository(), digest)
                    : isTagged(change, change.tag().get(), digest)).isPresent();
            case DELETED -> change.tag().isEmpty()
                    ? change.digest().filter(digest -> content.manifests().has(change.repository(), digest)).isEmpty()
                    : content.tags().current(change.repository(), change.tag().get()).isEmpty();
            case BLOB_PUT -> hasBlob(change);
            case BLOB_DELETED -> !hasBlob(change);
            case READ -> true;
        };
    }

    private boolean isTagged(Change change, Tag tag, Digest digest) {
        return switch (tenancy) {
            case ALONE -> content.tags().isAt(change.repository(), tag, digest);
            case SHARED -> content.tags().mayHaveBeenAt(change.repository(), tag, digest);
        };
    }

    private boolean hasBlob(Change change) {
        return change.digest().flatMap(digest -> content.blobs().find(change.repository(), digest)).isPresent();
    }
}
