package dev.crossdock.testkit.field;

import dev.crossdock.testkit.SeededBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mounts and uploads: POST, PATCH, GET, PUT and DELETE below {@code /blobs/uploads/}. */
final class UploadRoutes {
    private static final int MAXIMUM_SESSIONS = 1_000;
    private static final int PIECE_BYTES = 64 << 10;
    private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** An open upload; what arrived before a connection broke stays in it. */
    private static final class Session {
        private final String repository;
        private final String id = UUID.randomUUID().toString();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int state;

        Session(String repository) {
            this.repository = repository;
        }

        /** The address says how far the upload is, as distribution's does. */
        FieldResponse described(int status) {
            return FieldResponse.of(status)
                    .with("Location", "/v2/%s/blobs/uploads/%s?_state=%d".formatted(repository, id, state))
                    .with("Range", "0-" + Math.max(0, bytes.size() - 1)).with("Docker-Upload-UUID", id);
        }

        void take(FieldRequest request) throws IOException {
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = request.body().read(piece); count >= 0; count = request.body().read(piece)) {
                bytes.write(piece, 0, count);
            }
            state++;
        }

        /** Why the bytes do not belong where the upload is; empty where they do. */
        Optional<FieldResponse> misfit(FieldRequest request) {
            String text = request.header("Content-Range").orElse("");
            Matcher range = CONTENT_RANGE.matcher(text);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            if (!range.matches()) {
                return Optional.of(FieldResponse.error(400, "BLOB_UPLOAD_INVALID", "unreadable Content-Range"));
            }
            long first = Long.parseLong(range.group(1));
            long length = Long.parseLong(range.group(2)) + 1 - first;
            if (first != bytes.size()) {
                return Optional.of(described(416));
            }
            return request.length().orElse(length) == length
                    ? Optional.empty()
                    : Optional.of(FieldResponse.error(400, "SIZE_INVALID", "Content-Range is not Content-Length"));
        }
    }

    private final Content content;
    private final Map<String, Session> sessions = new HashMap<>();

    UploadRoutes(Content content) {
        this.content = content;
    }

    Optional<FieldResponse> answer(FieldRequest request) throws IOException {
        if (request.route().kind() == Route.Kind.UPLOADS) {
            return request.method().equals("POST") ? Optional.of(post(request)) : Optional.empty();
        }
        Session session;
        synchronized (this) {
            session = sessions.get(request.route().reference());
        }
        if (session == null || request.query("_state").isEmpty()) {
            return Optional.of(FieldResponse.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"));
        }
        synchronized (session) {
            return switch (request.method()) {
                case "PATCH" -> Optional.of(patch(request, session));
                case "PUT" -> Optional.of(put(request, session));
                case "GET" -> Optional.of(session.described(204));
                case "DELETE" -> {
                    forget(session);
                    yield Optional.of(FieldResponse.of(204));
                }
                default -> Optional.empty();
            };
        }
    }

    private synchronized void forget(Session session) {
        sessions.remove(session.id);
    }

    private synchronized Session open(String repository) {
        if (sessions.size() == MAXIMUM_SESSIONS) {
            throw new IllegalStateException("more than %d open uploads".formatted(MAXIMUM_SESSIONS));
        }
        Session session = new Session(repository);
        sessions.put(session.id, session);
        return session;
    }

    private FieldResponse post(FieldRequest request) throws IOException {
        String repository = request.route().repository();
        Optional<String> mounted = request.query("mount");
        Optional<byte[]> held = mounted
                .flatMap(digest -> content.blob(request.query("from").orElse(repository), digest));
        if (held.isPresent()) {
            content.putBlob(repository, mounted.get(), held.get());
            return created(repository, mounted.get());
        }
        Session session = open(repository);
        synchronized (session) {
            return request.query("digest").isPresent() ? put(request, session) : session.described(202);
        }
    }

    private static FieldResponse patch(FieldRequest request, Session session) throws IOException {
        Optional<FieldResponse> misfit = session.misfit(request);
        if (misfit.isPresent()) {
            return misfit.get();
        }
        session.take(request);
        return session.described(202);
    }

    private FieldResponse put(FieldRequest request, Session session) throws IOException {
        Optional<FieldResponse> misfit = session.misfit(request);
        if (misfit.isPresent()) {
            return misfit.get();
        }
        session.take(request);
        String digest = request.query("digest").orElse("");
        byte[] bytes = session.bytes.toByteArray();
        forget(session);
        if (!digest.matches("sha(256|512):[0-9a-f]+")
                || !SeededBlob.digest(digest.replaceFirst(":.*", ""), bytes).equals(digest)) {
            return FieldResponse.error(400, "DIGEST_INVALID", "%d bytes are not %s".formatted(bytes.length, digest));
        }
        content.putBlob(session.repository, digest, bytes);
        return created(session.repository, digest);
    }

    private static FieldResponse created(String repository, String digest) {
        return FieldResponse.of(201).with("Location", "/v2/%s/blobs/%s".formatted(repository, digest))
                .with("Docker-Content-Digest", digest);
    }
}
