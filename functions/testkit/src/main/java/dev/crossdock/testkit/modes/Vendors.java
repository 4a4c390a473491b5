package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Registries as they are met, as far as their ways are known; each quirk with where it was seen. */
public final class Vendors {
    /** What GHCR takes in one PATCH. */
    public static final long GHCR_CHUNK_BYTES = 4 << 20;
    private static final long ZOT_PIECE_BYTES = 32 << 10;
    private static final int ENOUGH_USES = 1_000;

    private Vendors() {}

    /** Amazon's. */
    public static Mode ecr() {
        return new Ecr().over(UploadFaults.mountsWhereReferenced());
    }

    /** Amazon's, with immutable tags. */
    public static Mode ecrImmutable() {
        return UploadFaults.tagsImmutable().over(ecr());
    }

    /** GitHub's: a PATCH above 4 MiB gets 416 (ocx-sh/ocx#237, oras-project/rust-oci-client#35), a whole PUT does not. */
    public static Mode ghcr() {
        return (request, rest) -> request.is("PATCH", Kind.UPLOAD)
                && request.length().orElse(Long.MAX_VALUE) > GHCR_CHUNK_BYTES
                        ? FieldResponse.error(416, "REQUESTED_RANGE_NOT_SATISFIABLE",
                                "the request body is too large and exceeds the maximum permissible limit of 4.00MiB")
                        : rest.answer(request);
    }

    /** zot up to 2.1.5: the Range after a PATCH is far behind what arrived (regclient/regclient#961). */
    public static Mode zot() {
        return afterPatch((request, response) -> {
            long chunk = request.length().orElse(1);
            return response.with("Range", "0-" + (Math.min(chunk, (chunk - 1) % ZOT_PIECE_BYTES + 1) - 1));
        });
    }

    /** Aliyun's: the Range after a PATCH counts from the chunk's first byte (regclient/regclient#627). */
    public static Mode aliyun() {
        return afterPatch((request, response) -> response.with("Range", "0-" + (request.length().orElse(1) - 1)));
    }

    private interface Change {
        FieldResponse apply(FieldRequest request, FieldResponse response);
    }

    private static Mode afterPatch(Change change) {
        return (request, rest) -> {
            FieldResponse response = rest.answer(request);
            return request.is("PATCH", Kind.UPLOAD) && response.status() == 202
                    ? change.apply(request, response)
                    : response;
        };
    }

    /**
     * Quay's (quay/quay, endpoints/v2/blob.py): addresses are absolute; a new upload says {@code bytes=0--1}; asked how
     * far an upload is, it says one byte too many, with a unit and without an address; no catalog for everybody.
     */
    public static Mode quay() {
        return new Quay();
    }

    private static final class Quay implements Mode {
        private @Nullable FieldRegistry registry;

        @Override
        public void laidOn(FieldRegistry laidOn) {
            registry = laidOn;
        }

        @Override
        public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
            if (request.route().kind() == Kind.CATALOG) {
                return FieldResponse.page(404, "404");
            }
            FieldResponse response = rest.answer(request);
            FieldRegistry known = registry;
            FieldResponse absolute = known == null
                    ? response
                    : response.header("Location").map(it -> response.with("Location", known.uri().resolve(it) + ""))
                            .orElse(response);
            if (request.is("POST", Kind.UPLOADS) && response.status() == 202) {
                return absolute.with("Range", "bytes=0--1");
            }
            boolean status = request.is("GET", Kind.UPLOAD) && response.status() == 204;
            return status ? absolute.without("Location").with("Range", "bytes=" + oneMore(response)) : absolute;
        }

        private static String oneMore(FieldResponse response) {
            String range = response.header("Range").orElse("0-0");
            return "0-" + (Long.parseLong(range.substring(range.indexOf('-') + 1)) + 1);
        }
    }

    /** Docker's: so many pulls, then 429; blobs come from a content network by signed addresses. */
    public static Mode dockerHub(int pulls) {
        return Throttling.quota(pulls).over(new SignedRedirects(ENOUGH_USES));
    }
}
