package dev.crossdock.registry.api;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.access.Identity;
import dev.crossdock.registry.content.Blobs;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.content.Upload;
import dev.crossdock.registry.content.Uploads;
import dev.crossdock.registry.notifications.Intent;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads: in one request, in two, streamed, or in chunks. */
final class UploadRoutes {
    /** How long a request waits for another one that holds the same session: such a one is about to notice its end. */
    private static final Duration HOLD = Duration.ofSeconds(5);

    private final Uploads uploads;
    private final Blobs blobs;
    private final Notifications notifications;

    UploadRoutes(RegistryContent content, Notifications notifications) {
        this.uploads = content.uploads();
        this.blobs = content.blobs();
        this.notifications = notifications;
    }

    RegistryResponse answer(Route.NewUpload route, RegistryRequest request, Decision.Granted granted)
            throws IOException {
        if (!request.method().equals("POST")) {
            throw RegistryApi.unsupported(request, "POST");
        }
        Query query = request.parameters();
        Optional<Digest> digest = query.first("digest").map(Route::digest);
        Optional<DigestAlgorithm> algorithm = query.first("digest-algorithm").map(UploadRoutes::algorithm);
        Optional<Blobs.Found> mounted = mounted(route.repository(), request, granted);
        if (mounted.isPresent()) {
            return created(route.repository(), mounted.get().digest());
        }
        if (digest.isPresent()) {
            return whole(route.repository(), digest.get(), request, RegistryApi.cause(request, granted.identity()));
        }
        try (Upload upload = uploads.begin(route.repository(), granted.identity().name())) {
            algorithm.ifPresent(upload::expect);
            return progress(202, route.repository(), upload.id(), upload.size());
        }
    }

    /**
     * A blob that cannot be mounted is no error: the client is given a session instead. That says nothing of whether the
     * blob is there, where the client may not know. Without a repository to mount from, any will do that it may read.
     */
    private Optional<Blobs.Found> mounted(Repository repository, RegistryRequest request, Decision.Granted granted) {
        Optional<Digest> wanted = request.parameters().first("mount").map(Route::digest);
        Optional<Repository> from = from(request.parameters());
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Digest digest = wanted.get();
        Predicate<Repository> isReadable = other -> granted.may(other, Action.PULL);
        Optional<Repository> source = from.isPresent()
                ? from.filter(isReadable)
                : blobs.holder(digest, isReadable);
        return source.flatMap(found -> mounted(found, repository, digest, RegistryApi.cause(request, granted
                .identity())));
    }

    private Optional<Blobs.Found> mounted(Repository source, Repository repository, Digest digest,
            RegistryEvent.Cause cause) {
        try (Intent intent = notifications.intend()) {
            Optional<Blobs.Found> found = blobs.mount(source, repository, digest, blob -> intent.add(List.of(
                    new RegistryEvent.BlobMounted(repository, source, digest, blob.size(), cause))));
            intent.confirm();
            return found;
        }
    }

    static Optional<Repository> from(Query query) {
        return query.first("from").filter(name -> !name.isEmpty()).map(Route::repository);
    }

    private RegistryResponse whole(Repository repository, Digest digest, RegistryRequest request,
            RegistryEvent.Cause cause) throws IOException {
        try (Upload upload = uploads.beginAlone(repository)) {
            try {
                upload.announce(Optional.of(digest), request.length());
                upload.append(request.body(), Long.MAX_VALUE);
                return committed(repository, upload, digest, cause);
            } catch (IOException | RuntimeException e) {
                cancel(upload, e);
                throw e;
            }
        }
    }

    /** Nobody knows this session's address, so nobody could end it later. */
    private static void cancel(Upload upload, Exception reason) {
        try {
            upload.cancel();
        } catch (StorageException e) {
            reason.addSuppressed(e);
        }
    }

    RegistryResponse answer(Route.UploadAt route, RegistryRequest request, Identity owner) throws IOException {
        return switch (request.method()) {
            case "GET", "HEAD" -> status(route, owner);
            case "PATCH" -> patch(route, request, owner);
            case "PUT" -> put(route, request, owner);
            case "DELETE" -> cancel(route, owner);
            default -> throw RegistryApi.unsupported(request, "GET, PATCH, PUT, DELETE");
        };
    }

    private RegistryResponse status(Route.UploadAt route, Identity owner) {
        return switch (uploads.hold(route.repository(), route.id(), owner.name(), Duration.ZERO)) {
            case Uploads.Holding.Held(Upload upload) -> {
                try (upload) {
                    yield progress(204, route.repository(), upload.id(), upload.size());
                }
            }
            case Uploads.Holding.Busy(long size) -> progress(204, route.repository(), route.id(), size);
            case Uploads.Holding.Unknown unknown -> throw unknown(route);
        };
    }

    private RegistryResponse patch(Route.UploadAt route, RegistryRequest request, Identity owner) throws IOException {
        try (Upload upload = held(route, owner)) {
            upload.announce(Optional.empty(), request.length());
            append(route, upload, request);
            return progress(202, route.repository(), upload.id(), upload.size());
        }
    }

    private RegistryResponse put(Route.UploadAt route, RegistryRequest request, Identity owner) throws IOException {
        Digest digest = request.parameters().first("digest").map(Route::digest)
                .orElseThrow(() -> new RefusedException(ErrorCode.DIGEST_INVALID, "the query has no digest"));
        try (Upload upload = held(route, owner)) {
            upload.announce(Optional.of(digest), request.length());
            append(route, upload, request);
            return committed(route.repository(), upload, digest, RegistryApi.cause(request, owner));
        }
    }

    private RegistryResponse cancel(Route.UploadAt route, Identity owner) {
        try (Upload upload = held(route, owner)) {
            upload.cancel();
            return RegistryResponse.bare(204);
        }
    }

    /** Takes the body, unless it is announced to belong elsewhere: then not one byte of it. */
    private static void append(Route.UploadAt route, Upload upload, RegistryRequest request) throws IOException {
        Optional<ChunkRange> chunk = request.header("Content-Range").map(text -> ChunkRange.parse(text)
                .orElseThrow(() -> outOfPlace(route, upload.size(), "a Content-Range that is not start-end")));
        if (chunk.isEmpty()) {
            upload.append(request.body(), Long.MAX_VALUE);
            return;
        }
        long size = upload.size();
        if (chunk.get().first() != size) {
            throw outOfPlace(route, size, "a chunk that begins at byte " + chunk.get().first());
        }
        if (request.length().filter(length -> length != chunk.get().length()).isPresent()) {
            throw new RefusedException(ErrorCode.SIZE_INVALID, "Content-Range says %d bytes, Content-Length %d"
                    .formatted(chunk.get().length(), request.length().get()));
        }
        upload.append(request.body(), chunk.get().length());
        if (upload.size() - size != chunk.get().length() || request.body().read() >= 0) {
            throw new RefusedException(ErrorCode.SIZE_INVALID, "Content-Range says %d bytes, the body has %s"
                    .formatted(chunk.get().length(), upload.size() - size < chunk.get().length() ? "fewer" : "more"));
        }
    }

    private RegistryResponse committed(Repository repository, Upload upload, Digest digest, RegistryEvent.Cause cause) {
        try (Intent intent = notifications
                .intend(List.of(new RegistryEvent.BlobPushed(repository, digest, upload.size(), cause)))) {
            switch (upload.commit(digest)) {
                case Upload.Commit.Stored(Blobs.Found blob) -> intent.confirm();
                case Upload.Commit.Mismatch(Digest got) -> {
                    intent.drop();
                    throw new RefusedException(ErrorCode.DIGEST_INVALID,
                            "upload to %s: got bytes of %s, wanted %s; they are discarded".formatted(repository, got,
                                    digest));
                }
            }
            return created(repository, digest);
        }
    }

    private static RegistryResponse created(Repository repository, Digest digest) {
        return RegistryResponse.empty(201).with("Location", "/v2/%s/blobs/%s".formatted(repository, digest))
                .with("Docker-Content-Digest", digest.toString());
    }

    private static RegistryResponse progress(int status, Repository repository, String id, long size) {
        RegistryResponse answer = status == 204 ? RegistryResponse.bare(status) : RegistryResponse.empty(status);
        for (RegistryResponse.Header header : whereabouts(repository, id, size)) {
            answer = answer.with(header.name(), header.value());
        }
        return answer.with("Docker-Upload-UUID", id);
    }

    /** With nothing stored the range is 0-0 too, as distribution's: the form knows no empty range. */
    private static List<RegistryResponse.Header> whereabouts(Repository repository, String id, long size) {
        return List.of(new RegistryResponse.Header("Location", "/v2/%s/blobs/uploads/%s".formatted(repository, id)),
                new RegistryResponse.Header("Range", "0-" + Math.max(0, size - 1)));
    }

    private Upload held(Route.UploadAt route, Identity owner) {
        return switch (uploads.hold(route.repository(), route.id(), owner.name(), HOLD)) {
            case Uploads.Holding.Held(Upload upload) -> upload;
            case Uploads.Holding.Busy(long size) -> throw outOfPlace(route, size,
                    "a second request while another one is writing");
            case Uploads.Holding.Unknown unknown -> throw unknown(route);
        };
    }

    private static RefusedException outOfPlace(Route.UploadAt route, long size, String got) {
        return new RefusedException(ErrorCode.RANGE_INVALID, "upload %s to %s: got %s, wanted byte %d next"
                .formatted(route.id(), route.repository(), got, size),
                whereabouts(route.repository(), route.id(),
                        size));
    }

    private static RefusedException unknown(Route.UploadAt route) {
        return new RefusedException(ErrorCode.UPLOAD_UNKNOWN,
                "%s has no such upload: it is finished, cancelled, or was never begun".formatted(route.repository()));
    }

    private static DigestAlgorithm algorithm(String label) {
        return Route.noun(DigestAlgorithm::labelled, label, ErrorCode.DIGEST_INVALID);
    }

    /** Where a chunk of an upload belongs: {@code start-end}, both included; HTTP's own {@code bytes a-b/size} also reads. */
    private record ChunkRange(long first, long last) {
        private static final Pattern GRAMMAR = Pattern
                .compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/(?:\\d+|\\*))?");

        static Optional<ChunkRange> parse(String text) {
            Matcher matcher = GRAMMAR.matcher(text.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            ChunkRange range = new ChunkRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            return range.last < range.first ? Optional.empty() : Optional.of(range);
        }

        long length() {
            return last - first + 1;
        }
    }
}
