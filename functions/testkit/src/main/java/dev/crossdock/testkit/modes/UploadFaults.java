package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What goes wrong with writing. */
public final class UploadFaults {
    private UploadFaults() {}

    /** PATCH is answered with 201 (ECR does so) instead of 202. */
    public static Mode patchAnswers201() {
        return (request, rest) -> {
            FieldResponse response = rest.answer(request);
            return request.is("PATCH", Kind.UPLOAD) && response.status() == 202 ? response.withStatus(201) : response;
        };
    }

    /** So many requests with a blob's bytes find their upload gone, after so many that did not. */
    public static Mode sessionsLost(int after, int requests) {
        Times times = new Times();
        return (request, rest) -> {
            int count = request.bringsBlob() ? times.count("") : 0;
            if (count <= after || count - after > requests) {
                return rest.answer(request);
            }
            rest.answer(asking(request, "DELETE"));
            return FieldResponse.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        };
    }

    /** The first so many PATCHes, or PUTs with a blob, get 416, with a Range that says where the upload is. */
    public static Mode notSatisfied(String method, int requests) {
        Times times = new Times();
        return (request, rest) -> request.is(method, Kind.UPLOAD) && times.within(requests, "")
                ? rest.answer(asking(request, "GET")).withStatus(416)
                : rest.answer(request);
    }

    private static FieldRequest asking(FieldRequest request, String method) {
        return new FieldRequest(method, request.target(), request.without("Content-Range").headers(),
                InputStream.nullInputStream(), request.line());
    }

    /** 413, and a proxy's page, for every request that announces more bytes. */
    public static Mode tooLargeAbove(long bytes) {
        return (request, rest) -> request.length().orElse(0) > bytes
                ? FieldResponse.page(413, "413 Request Entity Too Large")
                : rest.answer(request);
    }

    /** The first so many PUTs of this kind of thing are carried out, but the connection ends instead of an answer. */
    public static Mode answersLost(Kind kind, int requests) {
        Times times = new Times();
        return (request, rest) -> {
            FieldResponse response = rest.answer(request);
            return request.is("PUT", kind) && times.within(requests, "") ? response.lost() : response;
        };
    }

    /** The first so many requests with more than so many bytes of a blob lose their connection behind them. */
    public static Mode cutAfter(long bytes, int requests) {
        Times times = new Times();
        return (request, rest) -> {
            boolean cut = request.bringsBlob() && request.length().orElse(Long.MAX_VALUE) > bytes
                    && times.within(requests, "");
            return rest.answer(cut ? request.withBody(new Cut(request.body(), bytes)) : request);
        };
    }

    private static final class Cut extends BodyInPieces {
        private final long end;

        Cut(InputStream in, long end) {
            super(in);
            this.end = end;
        }

        @Override
        long room() throws IOException {
            if (count() == end) {
                throw new IOException("cut");
            }
            return end - count();
        }
    }

    /** Requests of an upload, its beginning or its bytes, are sent on to the other origin with this status. */
    public static Mode sentOn(int status, String... methods) {
        return new Mode() {
            private @Nullable FieldRegistry registry;

            @Override
            public void laidOn(FieldRegistry laidOn) {
                registry = laidOn;
            }

            @Override
            public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
                FieldRegistry known = registry;
                boolean upload = request.route().kind() == Kind.UPLOAD || request.route().kind() == Kind.UPLOADS;
                return known == null || !upload || request.line().elsewhere()
                        || !List.of(methods).contains(request.method())
                                ? rest.answer(request)
                                : FieldResponse.of(status).with("Location",
                                        known.elsewhere().resolve(request.target()).toString());
            }
        };
    }

    /** No mount is granted: an upload is opened instead. */
    public static Mode mountsRefused() {
        return (request, rest) -> rest
                .answer(request.query("mount").isPresent() ? request.to(request.path()) : request);
    }

    /** A mount is granted only where a manifest in the source repository names the blob (ECR). */
    public static Mode mountsWhereReferenced() {
        return new Mode() {
            private @Nullable FieldRegistry registry;

            @Override
            public void laidOn(FieldRegistry laidOn) {
                registry = laidOn;
            }

            @Override
            public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
                FieldRegistry known = registry;
                Optional<String> mount = request.query("mount");
                boolean granted = known != null && mount
                        .filter(digest -> known.content().references(request.query("from").orElse(""), digest))
                        .isPresent();
                return rest.answer(mount.isPresent() && !granted ? request.to(request.path()) : request);
            }
        };
    }

    /** A tag that names a manifest never names another (ECR: ImageTagAlreadyExistsException). */
    public static Mode tagsImmutable() {
        return (request, rest) -> {
            boolean tag = request.is("PUT", Kind.MANIFEST) && request.route().reference().indexOf(':') < 0;
            return tag && rest.answer(asking(request, "HEAD")).status() == 200
                    ? FieldResponse.error(400, "TAG_INVALID",
                            "The image tag '%s' already exists and cannot be overwritten"
                                    .formatted(request.route().reference()))
                    : rest.answer(request);
        };
    }

    /** The first so many manifests are told that a blob beneath them is unknown, though it is there. */
    public static Mode blobsUnknownAtFirst(int requests) {
        Times times = new Times();
        return (request, rest) -> request.is("PUT", Kind.MANIFEST) && times.within(requests, "")
                ? FieldResponse.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry")
                : rest.answer(request);
    }

    /** Bytes are taken only at the address that the answer before gave. */
    public static Mode newestLocationOnly() {
        Map<String, String> newest = new ConcurrentHashMap<>();
        return (request, rest) -> {
            String known = newest.getOrDefault(request.path(), "");
            if (request.bringsBlob() && !known.isEmpty() && !request.target().startsWith(known)) {
                return FieldResponse.error(400, "BLOB_UPLOAD_INVALID", "an address of before");
            }
            FieldResponse response = rest.answer(request);
            response.header("Location").filter(_ -> response.status() == 202 || response.status() == 204)
                    .ifPresent(location -> newest.put(location.replaceFirst("\\?.*", ""), location));
            return response;
        };
    }

    /** Uploads go to the other origin, at which no credential may arrive. */
    public static Mode uploadsElsewhere() {
        return new Mode() {
            private @Nullable FieldRegistry registry;

            @Override
            public void laidOn(FieldRegistry laidOn) {
                registry = laidOn;
            }

            @Override
            public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
                FieldResponse response = rest.answer(request);
                FieldRegistry known = registry;
                return known == null || response.status() != 202
                        ? response
                        : response.header("Location")
                                .map(it -> response.with("Location", known.elsewhere().resolve(it).toString()))
                                .orElse(response);
            }
        };
    }

    /** A page for people, with 200, for who wants to begin an upload. */
    public static Mode pagesForUploads() {
        return (request, rest) -> request.is("POST", Kind.UPLOADS)
                ? FieldResponse.page(200, "Sign in")
                : rest.answer(request);
    }

    /** Asked how far an upload is, it knows of none. */
    public static Mode statusUnknown() {
        return (request, rest) -> request.is("GET", Kind.UPLOAD)
                ? FieldResponse.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
                : rest.answer(request);
    }

    /** The first so many requests of this method to this kind of thing fail with this status. */
    public static Mode answers(String method, Kind kind, int status, int requests) {
        Times times = new Times();
        return (request, rest) -> request.is(method, kind) && times.within(requests, "")
                ? FieldResponse.error(status, status == 403 ? "DENIED" : "UNKNOWN", "not this")
                : rest.answer(request);
    }
}
