package dev.crossdock.registry.notifications;

import dev.crossdock.registry.guard.Glob;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.outbox.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the kinds of events have in common, so that filters and envelopes need no switch of their own.
 *
 * @param action    in distribution's word
 * @param mediaType as distribution tells it: empty for deletions
 * @param size      in bytes; 0 where it is not told
 * @param kinds     that it may be about
 * @param change    that it tells of
 * @param source    the repository that a blob was mounted from
 */
record EventFacts(String action, String mediaType, long size, Set<Kind> kinds, Change change,
        Optional<Repository> source) {
    private static final Set<Kind> MANIFESTS = Set.of(Kind.IMAGE, Kind.INDEX, Kind.ARTIFACT);
    private static final Set<Kind> BLOBS = Set.of(Kind.BLOB);
    private static final List<MediaType> IMAGE_CONFIGS = List.of(MediaType.OCI_CONFIG, MediaType.DOCKER_CONFIG);
    private static final String PULL = "pull";
    private static final String PUSH = "push";

    static EventFacts of(RegistryEvent event) {
        return switch (event) {
            case RegistryEvent.Pushed pushed -> manifest(PUSH, pushed.manifest(), change(Change.Kind.PUT, event, pushed
                    .tag(), Optional.of(pushed.manifest().digest())));
            case RegistryEvent.Pulled pulled -> manifest(PULL, pulled.manifest(), change(Change.Kind.READ, event,
                    pulled.tag(), Optional.of(pulled.manifest().digest())));
            case RegistryEvent.ManifestDeleted deleted -> deletion(MANIFESTS, change(Change.Kind.DELETED, event,
                    Optional.empty(), Optional.of(deleted.digest())));
            case RegistryEvent.TagDeleted deleted -> deletion(MANIFESTS, change(Change.Kind.DELETED, event, Optional.of(
                    deleted.tag()), Optional.empty()));
            case RegistryEvent.BlobPushed pushed -> blob(PUSH, pushed.size(), blobChange(Change.Kind.BLOB_PUT, event,
                    pushed.digest()), Optional.empty());
            case RegistryEvent.BlobPulled pulled -> blob(PULL, pulled.size(), blobChange(Change.Kind.READ, event, pulled
                    .digest()), Optional.empty());
            case RegistryEvent.BlobMounted mounted -> blob("mount", mounted.size(), blobChange(Change.Kind.BLOB_PUT,
                    event, mounted.digest()), Optional.of(mounted.from()));
            case RegistryEvent.BlobDeleted deleted -> deletion(BLOBS, blobChange(Change.Kind.BLOB_DELETED, event,
                    deleted.digest()));
        };
    }

    private static EventFacts manifest(String action, Manifest manifest, Change change) {
        Kind kind = switch (manifest) {
            case Manifest.Index index -> Kind.INDEX;
            case Manifest.Image image -> MediaType.find(image.config().mediaType()).filter(IMAGE_CONFIGS::contains)
                    .isPresent() ? Kind.IMAGE : Kind.ARTIFACT;
        };
        return new EventFacts(action, manifest.mediaType(), manifest.raw().size(), Set.of(kind), change,
                Optional.empty());
    }

    private static EventFacts blob(String action, long size, Change change, Optional<Repository> source) {
        return new EventFacts(action, MediaType.OCTETS.text(), size, BLOBS, change, source);
    }

    private static EventFacts deletion(Set<Kind> kinds, Change change) {
        return new EventFacts("delete", "", 0, kinds, change, Optional.empty());
    }

    private static Change blobChange(Change.Kind kind, RegistryEvent event, Digest digest) {
        return change(kind, event, Optional.empty(), Optional.of(digest));
    }

    private static Change change(Change.Kind kind, RegistryEvent event, Optional<Tag> tag, Optional<Digest> digest) {
        return new Change(kind, event.repository(), tag, digest);
    }

    /** Whether an endpoint with these wishes is told of it. */
    boolean isWanted(EndpointSettings.Wanted wanted) {
        return wanted.actions().contains(action) && kinds.stream().anyMatch(wanted.kinds()::contains)
                && !wanted.ignored().actions().contains(action) && !wanted.ignored().mediaTypes().contains(mediaType)
                && fits(wanted.repositories(), Optional.of(change.repository().name()))
                && fits(wanted.tags(), change.tag().map(Tag::name));
    }

    private static boolean fits(List<Glob> globs, Optional<String> name) {
        return globs.isEmpty() || name.filter(text -> globs.stream().anyMatch(glob -> glob.matches(text))).isPresent();
    }
}
