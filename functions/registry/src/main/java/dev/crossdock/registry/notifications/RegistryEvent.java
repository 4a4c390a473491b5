package dev.crossdock.registry.notifications;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.Optional;

/** A change that is durable, and the request that made it. */
public sealed interface RegistryEvent {
    /** A manifest was put, by tag or by digest alone. */
    record Pushed(Repository repository, Descriptor manifest, Optional<Tag> tag, Cause cause) implements RegistryEvent {
        @Override
        public String action() {
            return "push";
        }
    }

    /** A manifest was deleted. */
    record ManifestDeleted(Repository repository, Digest digest, Cause cause) implements RegistryEvent {
        @Override
        public String action() {
            return "delete";
        }
    }

    /** A tag was deleted. */
    record TagDeleted(Repository repository, Tag tag, Cause cause) implements RegistryEvent {
        @Override
        public String action() {
            return "delete";
        }
    }

    /**
     * The request that made a change.
     *
     * @param address   of the client
     * @param host      under which the client reached the registry
     * @param method    HTTP's
     * @param userAgent empty where the client names none
     * @param actor     name of the user; empty where nobody knows who it was
     */
    record Cause(String address, String host, String method, String userAgent, String actor) {}

    /** What happened, in distribution's word. */
    String action();

    /** In which repository. */
    Repository repository();

    /** Who asked for it. */
    Cause cause();
}
