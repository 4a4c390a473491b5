package dev.crossdock.registry.api;

import dev.crossdock.registry.access.Identity;
import dev.crossdock.registry.content.Blobs;
import dev.crossdock.registry.notifications.Intent;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import dev.crossdock.storage.StoredBody;
import java.util.List;
import java.util.Optional;

/** GET, HEAD and DELETE of a blob. */
final class BlobRoutes {
    private static final String OCTETS = "application/octet-stream";
    private static final RegistryResponse.Body NOTHING = new RegistryResponse.Body.Nothing();

    private final Blobs blobs;
    private final Elsewhere elsewhere;
    private final Notifications notifications;
    private final Deletion deletion;

    BlobRoutes(Blobs blobs, Elsewhere elsewhere, Notifications notifications, Deletion deletion) {
        this.blobs = blobs;
        this.elsewhere = elsewhere;
        this.notifications = notifications;
        this.deletion = deletion;
    }

    RegistryResponse answer(Route.BlobAt route, RegistryRequest request, Identity identity) {
        return switch (request.method()) {
            case "GET" -> get(route, request, RegistryApi.cause(request, identity));
            case "HEAD" -> head(find(route, blobs.confirm(route.repository(), route.digest())));
            case "DELETE" -> delete(route, RegistryApi.cause(request, identity));
            default -> throw RegistryApi.unsupported(request, "GET, HEAD, DELETE");
        };
    }

    private RegistryResponse get(Route.BlobAt route, RegistryRequest request, RegistryEvent.Cause cause) {
        Optional<Blobs.Found> here = blobs.find(route.repository(), route.digest());
        Blobs.Found blob = find(route, here);
        String tag = RegistryRequest.entityTag(blob.digest());
        if (request.hasAlready(blob.digest())) {
            return RegistryResponse.bare(304).with("ETag", tag);
        }
        Optional<String> wish = request.header("If-Range").filter(held -> !held.equals(tag)).isPresent()
                ? Optional.empty()
                : request.header("Range");
        notifications
                .tell(new RegistryEvent.BlobPulled(route.repository(), blob.digest(), blob.size(), cause));
        return switch (ByteRange.of(wish, blob.size())) {
            case ByteRange.All _ -> answered(described(200, blob, NOTHING),
                    body(route, here, blob, new ByteRange.Part(0, blob.size())));
            case ByteRange.Part part -> answered(described(206, blob, NOTHING).with("Content-Range",
                    part.contentRange(blob.size())), body(route, here, blob, part));
            case ByteRange.Unsatisfiable none -> throw new RefusedException(ErrorCode.RANGE_INVALID,
                    "the blob has %d bytes".formatted(blob.size()),
                    List.of(new RegistryResponse.Header("Content-Range", "bytes */" + blob.size())));
        };
    }

    private static RegistryResponse head(Blobs.Found blob) {
        return described(200, blob, new RegistryResponse.Body.Announced(blob.size()));
    }

    private StoredBody body(Route.BlobAt route, Optional<Blobs.Found> here, Blobs.Found blob, ByteRange.Part part) {
        return here.isPresent()
                ? blobs.serve(blob, part.first(), part.length())
                : elsewhere.open(route, blob, part);
    }

    /** Elsewhere the range is asked for again, by the client's own request. */
    private static RegistryResponse answered(RegistryResponse description, StoredBody body) {
        List<RegistryResponse.Header> headers = body instanceof StoredBody.Redirect
                ? description.headers().stream().filter(header -> header.name().equals("Docker-Content-Digest"))
                        .toList()
                : description.headers();
        return new RegistryResponse(description.status(), headers, new RegistryResponse.Body.Stored(body));
    }

    private static RegistryResponse described(int status, Blobs.Found blob, RegistryResponse.Body body) {
        return new RegistryResponse(status, List.of(), body).with("Content-Type", OCTETS)
                .with("Docker-Content-Digest", blob.digest().toString())
                .with("ETag", RegistryRequest.entityTag(blob.digest())).with("Accept-Ranges", "bytes")
                .with("Cache-Control", "max-age=31536000");
    }

    private RegistryResponse delete(Route.BlobAt route, RegistryEvent.Cause cause) {
        deletion.check();
        try (Intent intent = notifications.intend(List.of(new RegistryEvent.BlobDeleted(route.repository(), route
                .digest(), cause)))) {
            if (!blobs.delete(route.repository(), route.digest())) {
                intent.drop();
                throw unknown(route);
            }
            intent.confirm();
        }
        return RegistryResponse.empty(202).with("Docker-Content-Digest", route.digest().toString());
    }

    private Blobs.Found find(Route.BlobAt route, Optional<Blobs.Found> here) {
        return here.or(() -> elsewhere.find(route)).orElseThrow(() -> unknown(route));
    }

    private static RefusedException unknown(Route.BlobAt route) {
        return new RefusedException(ErrorCode.BLOB_UNKNOWN, "%s has no blob %s".formatted(route.repository(),
                route.digest()));
    }
}
