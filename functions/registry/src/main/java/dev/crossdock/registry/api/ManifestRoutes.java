package dev.crossdock.registry.api;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import java.io.IOException;
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

    ManifestRoutes(RegistryContent content, Notifications notifications, Deletion deletion) {
        this.content = content;
        this.notifications = notifications;
        this.deletion = deletion;
    }

    RegistryResponse answer(Route.ManifestAt route, RegistryRequest request, Decision.Granted granted)
            throws IOException {
        return switch (request.method()) {
            case "GET", "HEAD" -> get(route, request);
            case "PUT" -> put(route, request, granted);
            case "DELETE" -> delete(route, RegistryApi.cause(request, granted.identity()));
            default -> throw RegistryApi.unsupported(request, "GET, HEAD, PUT, DELETE");
        };
    }

    private RegistryResponse get(Route.ManifestAt route, RegistryRequest request) {
        Manifests.Found found = content.manifests().find(route.repository(), route.reference())
                .orElseThrow(() -> unknown(route));
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
        boolean mayMove = granted.may(route.repository(), Action.OVERWRITE);
        switch (content.manifests().put(route.repository(), manifest, digest, new Manifests.Names(tags,
                tag -> mayMove))) {
            case Manifests.Put.Lacking(List<Descriptor> missing) -> throw new RefusedException(
                    ErrorCode.MANIFEST_BLOB_UNKNOWN, "%s lacks %d of what the manifest refers to: %s".formatted(
                            route.repository(), missing.size(), named(missing)));
            case Manifests.Put.Immutable(Tag tag, Digest current) -> throw Deletion.fixed(route.repository(), tag,
                    "it points at " + current);
            case Manifests.Put.Taken(Tag tag) -> throw new RefusedException(ErrorCode.DENIED,
                    "tag %s of %s is there already, and the access rules do not allow to overwrite it".formatted(tag,
                            route.repository()));
            case Manifests.Put.Stored stored -> publish(route, manifest, tags, RegistryApi.cause(request,
                    granted.identity()));
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

    /** One event per tag, or one without a tag. */
    private void publish(Route.ManifestAt route, Manifest manifest, List<Tag> tags, RegistryEvent.Cause cause) {
        List<Optional<Tag>> names = tags.isEmpty()
                ? List.of(Optional.empty())
                : tags.stream().map(Optional::of).toList();
        names.forEach(tag -> notifications.publish(new RegistryEvent.Pushed(route.repository(), manifest.descriptor(),
                tag, cause)));
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
            case Tag tag -> {
                if (content.tags().isFixed(route.repository(), tag)) {
                    throw Deletion.fixed(route.repository(), tag, "it stays");
                }
                if (!content.tags().delete(route.repository(), tag)) {
                    throw unknown(route);
                }
                notifications.publish(new RegistryEvent.TagDeleted(route.repository(), tag, cause));
            }
            case Digest digest -> {
                List<Tag> tags = deleted(content.manifests().delete(route.repository(), digest), route);
                tags.forEach(
                        tag -> notifications.publish(new RegistryEvent.TagDeleted(route.repository(), tag, cause)));
                notifications.publish(new RegistryEvent.ManifestDeleted(route.repository(), digest, cause));
            }
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
        List<Tag> tags = switch (content.catalog().delete(route.repository())) {
            case Manifests.Deletion.Deleted(List<Tag> gone) -> gone;
            case Manifests.Deletion.Unknown unknown -> throw new RefusedException(ErrorCode.NAME_UNKNOWN,
                    "there is no repository " + route.repository());
            case Manifests.Deletion.Immutable(Tag tag) -> throw Deletion.fixed(route.repository(), tag,
                    "the repository stays with it");
        };
        RegistryEvent.Cause cause = RegistryApi.cause(request, granted.identity());
        tags.forEach(tag -> notifications.publish(new RegistryEvent.TagDeleted(route.repository(), tag, cause)));
        return RegistryResponse.empty(202);
    }

    private static List<Tag> deleted(Manifests.Deletion deletion, Route.ManifestAt route) {
        return switch (deletion) {
            case Manifests.Deletion.Deleted(List<Tag> tags) -> tags;
            case Manifests.Deletion.Unknown unknown -> throw unknown(route);
            case Manifests.Deletion.Immutable(Tag tag) -> throw Deletion.fixed(route.repository(), tag,
                    "the manifest stays with it");
        };
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
