package dev.crossdock.registry.api;

import dev.crossdock.registry.content.Blobs;
import dev.crossdock.storage.StoredBody;
import java.util.List;
import java.util.Optional;

/** GET, HEAD and DELETE of a blob. */
final class BlobRoutes {
    private static final String OCTETS = "application/octet-stream";

    private final Blobs blobs;
    private final Deletion deletion;

    BlobRoutes(Blobs blobs, Deletion deletion) {
        this.blobs = blobs;
        this.deletion = deletion;
    }

    RegistryResponse answer(Route.BlobAt route, RegistryRequest request) {
        return switch (request.method()) {
            case "GET" -> get(route, request);
            case "HEAD" -> head(blobs.confirm(route.repository(), route.digest()).orElseThrow(() -> unknown(route)));
            case "DELETE" -> delete(route);
            default -> throw RegistryApi.unsupported(request, "GET, HEAD, DELETE");
        };
    }

    private RegistryResponse get(Route.BlobAt route, RegistryRequest request) {
        Blobs.Found blob = find(route);
        String tag = RegistryRequest.entityTag(blob.digest());
        if (request.hasAlready(blob.digest())) {
            return RegistryResponse.bare(304).with("ETag", tag);
        }
        Optional<String> wish = request.header("If-Range").filter(held -> !held.equals(tag)).isPresent()
                ? Optional.empty()
                : request.header("Range");
        return switch (ByteRange.of(wish, blob.size())) {
            case ByteRange.All all -> described(200, blob, open(blob, 0, blob.size()));
            case ByteRange.Part part -> described(206, blob, open(blob, part.first(), part.length()))
                    .with("Content-Range", part.contentRange(blob.size()));
            case ByteRange.Unsatisfiable none -> throw new RefusedException(ErrorCode.RANGE_INVALID,
                    "the blob has %d bytes".formatted(blob.size()),
                    List.of(new RegistryResponse.Header("Content-Range", "bytes */" + blob.size())));
        };
    }

    private static RegistryResponse head(Blobs.Found blob) {
        return described(200, blob, new RegistryResponse.Body.Announced(blob.size()));
    }

    private RegistryResponse.Body open(Blobs.Found blob, long offset, long length) {
        StoredBody body = blobs.open(blob, offset, length);
        return new RegistryResponse.Body.Stored(body);
    }

    private static RegistryResponse described(int status, Blobs.Found blob, RegistryResponse.Body body) {
        return new RegistryResponse(status, List.of(), body).with("Content-Type", OCTETS)
                .with("Docker-Content-Digest", blob.digest().toString())
                .with("ETag", RegistryRequest.entityTag(blob.digest())).with("Accept-Ranges", "bytes")
                .with("Cache-Control", "max-age=31536000");
    }

    private RegistryResponse delete(Route.BlobAt route) {
        deletion.check();
        if (!blobs.delete(route.repository(), route.digest())) {
            throw unknown(route);
        }
        return RegistryResponse.empty(202).with("Docker-Content-Digest", route.digest().toString());
    }

    private Blobs.Found find(Route.BlobAt route) {
        return blobs.find(route.repository(), route.digest()).orElseThrow(() -> unknown(route));
    }

    private static RefusedException unknown(Route.BlobAt route) {
        return new RefusedException(ErrorCode.BLOB_UNKNOWN, "%s has no blob %s".formatted(route.repository(),
                route.digest()));
    }
}
