package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One repository that images are written to. Safe for several threads. Every method throws {@link RegistryException}
 * for what should not happen.
 */
public interface Target {
    /** What a registry answers to a request to mount a blob (OCI distribution spec, "Mounting a blob"). */
    sealed interface MountAnswer {
        /** The blob is in the repository now; no byte moved. */
        record Mounted() implements MountAnswer {}

        /** The registry does not mount it, and opened an upload instead. */
        record UploadOpened(Upload upload) implements MountAnswer {}
    }

    /** What a registry answers to a manifest. */
    sealed interface PutAnswer {
        /**
         * It is in the repository, under the name it was put.
         *
         * @param listed whether the registry said that it lists the manifest among its subject's referrers
         */
        record Stored(boolean listed) implements PutAnswer {
            /** Nothing was said of a subject. */
            public Stored() {
                this(false);
            }
        }

        /** Something beneath it is not there (MANIFEST_BLOB_UNKNOWN, BLOB_UNKNOWN); {@code detail} is for a person. */
        record BlobUnknown(String detail) implements PutAnswer {}
    }

    /**
     * What a target is known to lack without being asked, from a list it gave a moment ago. Others may have put it there
     * since: what hangs on this may cost work that was not needed, and nothing else.
     *
     * @param tags    those that it did not list
     * @param content blobs, and manifests named by digest, that are not worth a question
     */
    record Lacking(Predicate<Tag> tags, Predicate<Descriptor> content) {
        /** Nothing is known. */
        public static final Lacking NOTHING = new Lacking(_ -> false, _ -> false);
    }

    /** Where it is, for messages: {@code eu.example:5000/team/app}. Never holds a secret. */
    String place();

    /** What need not be asked for while a copy is planned; every other question is answered by the target itself. */
    default Lacking lacking() {
        return Lacking.NOTHING;
    }

    /** Whether the repository has the blob now (HEAD). */
    boolean holds(Descriptor blob);

    /** What the repository says of a manifest now, without reading it; empty where it has none (HEAD). */
    Optional<Descriptor> describe(TagOrDigest reference);

    /** Asks for a blob that another repository of the same registry has. */
    MountAnswer mount(Descriptor blob, Repository from);

    /** Opens an upload for the blob. */
    Upload beginUpload(Descriptor blob);

    /** The upload of the blob that has this address; empty where the address is none of this target's. */
    default Optional<Upload> resumeUpload(Descriptor blob, String address) {
        return Optional.empty();
    }

    /** What its host is known to do; without a host, nothing but the port's plainest form. */
    default HostTraits traits() {
        return HostTraits.UNKNOWN.withoutChunks();
    }

    /** Its host was seen to do this: from now on {@link #traits} says so, for all of the host's repositories. */
    default void observed(HostTraits corrected) {
        // Nothing else is to be seen.
    }

    /** Puts the manifest's bytes, untouched, under its tag or digest. */
    PutAnswer putManifest(TagOrDigest reference, RawManifest manifest);

    /** What refers to a manifest, which need not be there. A place that knows of no referrers has none. */
    default Referrers referrers(Digest subject) {
        return Referrers.NONE;
    }

    /** Passes every question on to another target; who stands before one changes what it is there for, and nothing else. */
    interface Relay extends Target {
        /** Who answers. */
        Target to();

        @Override
        default String place() {
            return to().place();
        }

        @Override
        default Lacking lacking() {
            return to().lacking();
        }

        @Override
        default boolean holds(Descriptor blob) {
            return to().holds(blob);
        }

        @Override
        default Optional<Descriptor> describe(TagOrDigest reference) {
            return to().describe(reference);
        }

        @Override
        default MountAnswer mount(Descriptor blob, Repository from) {
            return to().mount(blob, from);
        }

        @Override
        default Upload beginUpload(Descriptor blob) {
            return to().beginUpload(blob);
        }

        @Override
        default Optional<Upload> resumeUpload(Descriptor blob, String address) {
            return to().resumeUpload(blob, address);
        }

        @Override
        default HostTraits traits() {
            return to().traits();
        }

        @Override
        default void observed(HostTraits corrected) {
            to().observed(corrected);
        }

        @Override
        default PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
            return to().putManifest(reference, manifest);
        }

        @Override
        default Referrers referrers(Digest subject) {
            return to().referrers(subject);
        }
    }
}
