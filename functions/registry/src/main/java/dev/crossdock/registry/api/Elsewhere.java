package dev.crossdock.registry.api;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.Blobs;
import dev.crossdock.registry.upstream.PullThrough;
import dev.crossdock.registry.upstream.UpstreamException;
import dev.crossdock.storage.StoredBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of the answers lies with an upstream: it is brought before a route looks for it. */
record Elsewhere(PullThrough cache) {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** Brings what the request reads; refuses to write what is another's. */
    void before(Route route, RegistryRequest request) {
        boolean isReading = READING.contains(request.method());
        switch (route) {
            case Route.ManifestAt at when isReading -> cache.bring(at.repository(), at.reference());
            case Route.ReferrersOf of when isReading -> cache.bringReferrers(of.repository(), of.subject());
            case Route.ManifestAt at when request.method().equals("PUT") -> refuse(at.repository());
            case Route.NewUpload upload -> refuse(upload.repository());
            case Route.UploadAt upload -> refuse(upload.repository());
            case Route _ -> {
                // lies here, or is told by its route
            }
        }
    }

    private void refuse(Repository repository) {
        cache.origin(repository).ifPresent(origin -> {
            throw new RefusedException(ErrorCode.UNSUPPORTED,
                    "%s is served from %s: push it there".formatted(repository, origin));
        });
    }

    /** A blob that is not here, as its upstream has it. */
    Optional<Blobs.Found> find(Route.BlobAt route) {
        return cache.describe(route.repository(), route.digest())
                .map(blob -> new Blobs.Found(blob.digest(), blob.digest(), blob.size()));
    }

    /** Its bytes, as they come. */
    StoredBody open(Route.BlobAt route, Blobs.Found blob, ByteRange.Part part) {
        Descriptor descriptor = new Descriptor("application/octet-stream", blob.digest(), blob.size());
        try {
            return cache.open(route.repository(), descriptor, part.first(), part.length());
        } catch (IOException e) {
            throw new RefusedException(ErrorCode.UPSTREAM_AWAY, "fetch blob %s of %s: %s".formatted(blob.digest(),
                    route.repository(), e.getMessage()));
        }
    }

    /** What the client is told where an upstream did not give what it was asked for. */
    static RefusedException refusal(UpstreamException failure) {
        return switch (failure) {
            case UpstreamException.Away away -> new RefusedException(ErrorCode.UPSTREAM_AWAY,
                    String.valueOf(away.getMessage()), away.retryAfter().map(pause -> List.of(
                            new RegistryResponse.Header("Retry-After", Long.toString(Math.max(1, pause.toSeconds())))))
                            .orElse(List.of()));
            case UpstreamException.Refused refused -> new RefusedException(ErrorCode.UPSTREAM_REFUSED,
                    String.valueOf(refused.getMessage()));
        };
    }
}
