package dev.crossdock.registry.notifications;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.Optional;

/** Something that a request does, or did, to the registry. */
public sealed interface RegistryEvent {
    /** A manifest is put, by tag or by digest alone. */
    record Pushed(Repository repository, Manifest manifest, Optional<Tag> tag, Cause cause) implements RegistryEvent {}

    /** A manifest was read, by tag or by digest. */
    record Pulled(Repository repository, Manifest manifest, Optional<Tag> tag, Cause cause) implements RegistryEvent {}

    /** A manifest is deleted. */
    record ManifestDeleted(Repository repository, Digest digest, Cause cause) implements RegistryEvent {}

    /** A tag is deleted. */
    record TagDeleted(Repository repository, Tag tag, Cause cause) implements RegistryEvent {}

    /** An upload becomes a blob of the repository. */
    record BlobPushed(Repository repository, Digest digest, long size, Cause cause) implements RegistryEvent {}

    /** A blob was read, or a part of it. */
    record BlobPulled(Repository repository, Digest digest, long size, Cause cause) implements RegistryEvent {}

    /** A repository gets a blob that another one has. */
    record BlobMounted(Repository repository, Repository from, Digest digest, long size,
            Cause cause) implements RegistryEvent {}

    /** A repository loses a blob. */
    record BlobDeleted(Repository repository, Digest digest, Cause cause) implements RegistryEvent {}

    /**
     * The request that makes a change.
     *
     * @param address   of the client
     * @param base      under which the client reached the registry: scheme, host and port, and a prefix if there is one
     * @param method    HTTP's
     * @param userAgent empty where the client names none
     * @param actor     name of the user; empty where nobody knows who it was
     */
    record Cause(String address, String base, String method, String userAgent, String actor) {
        /** A program's name and version; a head line may be as long as 8 KB. */
        private static final int MAXIMUM_AGENT_CHARACTERS = 256;

        /** Cuts what is long. */
        public Cause {
            userAgent = userAgent.length() <= MAXIMUM_AGENT_CHARACTERS
                    ? userAgent
                    : userAgent.substring(0, MAXIMUM_AGENT_CHARACTERS);
        }

        /** Host and port alone. */
        String host() {
            String behind = base.substring(base.indexOf("://") + 3);
            int slash = behind.indexOf('/');
            return slash < 0 ? behind : behind.substring(0, slash);
        }
    }

    /** In which repository. */
    Repository repository();

    /** Who asked for it. */
    Cause cause();
}
