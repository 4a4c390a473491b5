package dev.crossdock.testkit.field;

import dev.crossdock.testkit.field.FieldResponse.Slice;
import java.io.IOException;
import java.util.Optional;

/** Answers as the distribution specification says: the part without any mode. */
final class PlainRegistry implements Mode.Rest {
    private final FieldRegistry registry;
    private final Content content;
    private final ManifestRoutes manifests;
    private final UploadRoutes uploads;

    PlainRegistry(FieldRegistry registry, Content content) {
        this.registry = registry;
        this.content = content;
        this.manifests = new ManifestRoutes(content);
        this.uploads = new UploadRoutes(content);
    }

    @Override
    public FieldResponse answer(FieldRequest request) throws IOException {
        Optional<FieldResponse> known = switch (request.route().kind()) {
            case PING -> read(request, FieldResponse.of(200).with("Docker-Distribution-Api-Version", "registry/2.0")
                    .with("Content-Type", "application/json").withBody("{}"));
            case CATALOG -> read(request, manifests.catalog());
            case TAGS -> read(request, manifests.tags(request));
            case REFERRERS -> read(request, manifests.referrers(request));
            case MANIFEST -> manifests.answer(request);
            case BLOB -> blob(request);
            case UPLOADS, UPLOAD -> uploads.answer(request);
            case OTHER -> Optional.empty();
        };
        return known.orElseGet(() -> {
            registry.breach("nobody knows the request " + request);
            return FieldResponse.error(418, "UNSUPPORTED", "not in the field").with("Connection", "close");
        });
    }

    static boolean reads(FieldRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static Optional<FieldResponse> read(FieldRequest request, FieldResponse response) {
        return reads(request) ? Optional.of(response) : Optional.empty();
    }

    private Optional<FieldResponse> blob(FieldRequest request) {
        if (!reads(request)) {
            return Optional.empty();
        }
        Route route = request.route();
        FieldResponse head = FieldResponse.of(200).with("Content-Type", "application/octet-stream")
                .with("Docker-Content-Digest", route.reference()).with("Accept-Ranges", "bytes");
        return Optional.of(content.blob(route.repository(), route.reference())
                .map(bytes -> part(head.withBody(new Slice(bytes, 0, bytes.length)), request))
                .orElseGet(() -> FieldResponse.error(404, "BLOB_UNKNOWN", "blob unknown to registry")));
    }

    /** The part that the request asks for (RFC 9110, section 14). */
    private static FieldResponse part(FieldResponse whole, FieldRequest request) {
        Optional<FieldRequest.Range> range = request.range().filter(_ -> request.method().equals("GET"));
        if (range.isEmpty()) {
            return whole;
        }
        int size = whole.body().length();
        if (range.get().first() >= size) {
            return FieldResponse.error(416, "RANGE_INVALID", "nothing there").with("Content-Range", "bytes */" + size);
        }
        int first = (int) range.get().first();
        int last = (int) Math.min(range.get().last(), size - 1L);
        return whole.withStatus(206).with("Content-Range", "bytes %d-%d/%d".formatted(first, last, size))
                .withBody(new Slice(whole.body().bytes(), first, last + 1 - first));
    }
}
