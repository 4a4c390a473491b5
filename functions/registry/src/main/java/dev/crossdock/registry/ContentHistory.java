package dev.crossdock.registry;

import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.notifications.outbox.Change;
import dev.crossdock.registry.notifications.outbox.History;

/** Looks in the content for what became of a change. */
record ContentHistory(RegistryContent content) implements History {
    @Override
    public boolean shows(Change change) {
        return switch (change.kind()) {
            case PUT -> change.digest().filter(digest -> change.tag().isEmpty()
                    ? content.manifests().has(change.repository(), digest)
                    : content.tags().everPointedAt(change.repository(), change.tag().get(), digest)).isPresent();
            case DELETED -> change.tag().isEmpty()
                    ? change.digest().filter(digest -> content.manifests().has(change.repository(), digest)).isEmpty()
                    : content.tags().current(change.repository(), change.tag().get()).isEmpty();
            case BLOB_PUT -> hasBlob(change);
            case BLOB_DELETED -> !hasBlob(change);
            case READ -> true;
        };
    }

    private boolean hasBlob(Change change) {
        return change.digest().flatMap(digest -> content.blobs().find(change.repository(), digest)).isPresent();
    }
}
