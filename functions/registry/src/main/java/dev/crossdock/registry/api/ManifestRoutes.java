package dev.crossdock.registry.api;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Quoted;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.access.Identity;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.notifications.Intent;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** GET, HEAD, PUT and DELETE of a manifest, by tag or by digest; DELETE of a repository with all of them. */
final class ManifestRoutes {
    /** The most tags that one PUT may set (spec, "Pushing Manifests": at least 10). */
    static final int MAXIMUM_TAGS = 100;
    /** The most missing blobs that an error names. */
    private static final int MAXIMUM_NAMED = 20;

    private final RegistryContent content;
    private final Notifications notifications;
    private final Deletion deletion;
    private final ContentSettings.ManifestRules rules;

    ManifestRoutes(RegistryContent content, Notifications notifications, Deletion deletion,
            ContentSettings.ManifestRules rules) {
        this.rules = rules;
        this.content = content;
        this.notifications = notifications;
        this.deletion = deletion;
    }

    RegistryResponse answer(Route.ManifestAt route, RegistryRequest request, Decision.Granted granted)
            throws IOException {
        return switch (request.method()) {
            case "GET", "HEAD" -> get(route, request, granted.identity());
            case "PUT" -> put(route, request, granted);
            case "DELETE" -> delete(route, RegistryApi.cause(request, granted.identity()));
            default -> throw RegistryApi.unsupported(request, "GET, HEAD, PUT, DELETE");
        };
    }

    private RegistryResponse get(Route.ManifestAt route, RegistryRequest request, Identity identity) {
        Manifests.Found found = content.manifests().find(route.repository(), route.reference())
                .orElseThrow(() -> unknown(route));
        notifications.tell(new RegistryEvent.Pulled(route.repository(), found.manifest(),
                route.reference() instanceof Tag name
                        ? Optional.of(name)
                        : Optional.empty(),
                RegistryApi.cause(request, identity)));
        String tag = RegistryRequest.entityTag(found.digest());
        if (request.hasAlready(found.digest())) {
            return RegistryResponse.bare(304).with("ETag", tag);
        }
        return RegistryResponse.of(200, found.manifest().mediaType(), found.manifest().raw().bytes())
                .with("Docker-Content-Digest", found.digest().toString()).with("ETag", tag);
    }

    private RegistryResponse put(Route.ManifestAt route, RegistryRequest request, Decision.Granted granted)
            throws IOException {
        byte[] body = body(request);
        Digest digest = switch (route.reference()) {
            case Tag tag -> Digest.sha256(body);
            case Digest wanted -> checked(wanted, body);
        };
        List<Tag> tags = tags(route, request);
        Manifest manifest = parsed(request.header("Content-Type").orElse(""), body, digest.algorithm());
        rules.refused(manifest).ifPresent(url -> {
            throw new RefusedException(ErrorCode.MANIFEST_INVALID,
                    "validation.manifests.urls does not allow the address %s of a layer".formatted(Quoted.capped(url)));
        });
        boolean mayMove = granted.may(route.repository(), Action.OVERWRITE);
        try (Intent intent = notifications.intend(pushes(route, manifest, tags, RegistryApi.cause(request,
                granted.identity())))) {
            settle(route.repository(), content.manifests().put(route.repository(), manifest, digest,
                    new Manifests.Terms(tags, tag -> mayMove, rules.platforms()::include)), intent);
        }
        RegistryResponse answer = RegistryResponse.empty(201)
                .with("Location", "/v2/%s/manifests/%s".formatted(route.repository(), digest))
                .with("Docker-Content-Digest", digest.toString());
        for (Tag tag : route.reference() instanceof Digest ? tags : List.<Tag>of()) {
            answer = answer.with("OCI-Tag", tag.name());
        }
        Optional<Descriptor> subject = manifest.subject();
        return subject.isPresent() ? answer.with("OCI-Subject", subject.get().digest().toString()) : answer;
    }

    private static void settle(Repository repository, Manifests.Put put, Intent intent) {
        switch (put) {
            case Manifests.Put.Lacking(List<Descriptor> missing) -> {
                intent.drop();
                throw new RefusedException(ErrorCode.MANIFEST_BLOB_UNKNOWN,
                        "%s lacks %d of what the manifest refers to: %s".formatted(repository, missing.size(),
                                named(missing)));
            }
            // Other tags may have been set before: the intent asks the content as it is closed.
            case Manifests.Put.Immutable(Tag tag, Digest current) -> throw Deletion.fixed(repository, tag,
                    "it points at " + current);
            case Manifests.Put.Taken(Tag tag) -> throw new RefusedException(ErrorCode.DENIED,
                    "tag %s of %s is there already, and the access rules do not allow to overwrite it".formatted(tag,
                            repository));
            case Manifests.Put.Stored _ -> intent.confirm();
        }
    }

    /** One event per tag, or one without a tag. */
    private static List<RegistryEvent> pushes(Route.ManifestAt route, Manifest manifest, List<Tag> tags,
            RegistryEvent.Cause cause) {
        List<Optional<Tag>> names = tags.isEmpty()
                ? List.of(Optional.empty())
                : tags.stream().map(Optional::of).toList();
        return names.stream().<RegistryEvent>map(tag -> new RegistryEvent.Pushed(route.repository(), manifest, tag,
                cause)).toList();
    }

    private static List<Tag> tags(Route.ManifestAt route, RegistryRequest request) {
        if (route.reference() instanceof Tag tag) {
            return List.of(tag);
        }
        List<String> names = request.parameters().all("tag");
        if (names.size() > MAXIMUM_TAGS) {
            throw new RefusedException(ErrorCode.TOO_MANY_TAGS, "got %d tags, wanted at most %d".formatted(
                    names.size(), MAXIMUM_TAGS));
        }
        return names.stream().map(name -> Route.noun(Tag::new, name, ErrorCode.TAG_INVALID)).distinct().toList();
    }

    /** Reads no more than a manifest may have (CVE-2017-11468). */
    private static byte[] body(RegistryRequest request) throws IOException {
        boolean isAnnouncedTooLarge = request.length().filter(length -> length > RawManifest.MAXIMUM_BYTES)
                .isPresent();
        byte[] body = isAnnouncedTooLarge ? new byte[0] : request.body().readNBytes(RawManifest.MAXIMUM_BYTES + 1);
        if (isAnnouncedTooLarge || body.length > RawManifest.MAXIMUM_BYTES) {
            throw new RefusedException(ErrorCode.MANIFEST_TOO_LARGE, "wanted at most %d bytes".formatted(
                    RawManifest.MAXIMUM_BYTES));
        }
        return body;
    }

    private static Digest checked(Digest wanted, byte[] body) {
        Digest got = Digest.of(wanted.algorithm(), body);
        if (!got.equals(wanted)) {
            throw new RefusedException(ErrorCode.DIGEST_INVALID, "got a manifest of %s, wanted %s".formatted(got,
                    wanted));
        }
        return got;
    }

    /** Read as it will be read when it is pulled: from its bytes alone, since no media type is stored beside them. */
    private static Manifest parsed(String announced, byte[] body, DigestAlgorithm algorithm) {
        try {
            Manifest manifest = Manifest.parse(RawManifest.of("", body, algorithm));
            String type = MediaType.withoutParameters(announced);
            if (!type.isEmpty() && !type.equals(manifest.mediaType())) {
                throw new RefusedException(ErrorCode.MANIFEST_INVALID, "Content-Type is %s, but the body is of %s"
                        .formatted(type, manifest.mediaType()));
            }
            return manifest;
        } catch (MalformedManifestException e) {
            throw new RefusedException(ErrorCode.MANIFEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private RegistryResponse delete(Route.ManifestAt route, RegistryEvent.Cause cause) {
        deletion.check();
        switch (route.reference()) {
            case Tag tag -> delete(route, tag, cause);
            case Digest digest -> delete(route, digest, cause);
        }
        content.catalog().dropIfEmpty(route.repository());
        return RegistryResponse.empty(202);
    }

    /** DELETE of a repository with all its manifests and tags. */
    RegistryResponse answer(Route.RepositoryAt route, RegistryRequest request, Decision.Granted granted) {
        if (!request.method().equals("DELETE")) {
            throw RegistryApi.unsupported(request, "DELETE");
        }
        deletion.check();
        RegistryEvent.Cause cause = RegistryApi.cause(request, granted.identity());
        try (Intent intent = notifications.intendAll(route.repository())) {
            switch (content.catalog().delete(route.repository(), tags -> intent.add(tags.stream()
                    .<RegistryEvent>map(tag -> new RegistryEvent.TagDeleted(route.repository(), tag, cause))
                    .toList()))) {
                case Manifests.Deletion.Deleted _ -> intent.confirm();
                case Manifests.Deletion.Unknown _ -> throw new RefusedException(ErrorCode.NAME_UNKNOWN,
                        "there is no repository " + route.repository());
                case Manifests.Deletion.Immutable(Tag tag) -> throw Deletion.fixed(route.repository(), tag,
                        "the repository stays with it");
            }
        }
        return RegistryResponse.empty(202);
    }

    private void delete(Route.ManifestAt route, Tag tag, RegistryEvent.Cause cause) {
        try (Intent intent = notifications.intend(List.of(new RegistryEvent.TagDeleted(route.repository(), tag,
                cause)))) {
            if (content.tags().isFixed(route.repository(), tag)) {
                intent.drop();
                throw Deletion.fixed(route.repository(), tag, "it stays");
            }
            if (!content.tags().delete(route.repository(), tag)) {
                intent.drop();
                throw unknown(route);
            }
            intent.confirm();
        }
    }

    private void delete(Route.ManifestAt route, Digest digest, RegistryEvent.Cause cause) {
        try (Intent intent = notifications.intendAll(route.repository())) {
            switch (content.manifests().delete(route.repository(), digest,
                    tags -> intent.add(deletions(route, digest, tags, cause)))) {
                case Manifests.Deletion.Deleted _ -> intent.confirm();
                case Manifests.Deletion.Unknown _ -> throw unknown(route);
                case Manifests.Deletion.Immutable(Tag tag) -> throw Deletion.fixed(route.repository(), tag,
                        "the manifest stays with it");
            }
        }
    }

    private static List<RegistryEvent> deletions(Route.ManifestAt route, Digest digest, List<Tag> tags,
            RegistryEvent.Cause cause) {
        List<RegistryEvent> events = new ArrayList<>();
        tags.forEach(tag -> events.add(new RegistryEvent.TagDeleted(route.repository(), tag, cause)));
        events.add(new RegistryEvent.ManifestDeleted(route.repository(), digest, cause));
        return events;
    }

    private static String named(List<Descriptor> missing) {
        return missing.stream().limit(MAXIMUM_NAMED).map(blob -> blob.digest().toString())
                .collect(Collectors.joining(", "));
    }

    private static RefusedException unknown(Route.ManifestAt route) {
        return new RefusedException(ErrorCode.MANIFEST_UNKNOWN, "%s has no manifest %s".formatted(route.repository(),
                route.reference()));
    }
}
