package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * ECR's uploads: PATCH gets 201, its Range stays at the first chunk's end though all chunks are kept, nobody can ask how
 * far an upload is, and bytes at the wrong place get 416, whose text knows the right one (aws/containers-roadmap#2831,
 * apple/containerization#790). An upload without a byte cannot be completed (radius-project/radius#7855).
 */
final class Ecr implements Mode {
    private final Map<String, Upload> uploads = new HashMap<>();

    /** What ECR remembers of an upload. */
    private static final class Upload {
        private long received;
        private String firstRange = "";
    }

    private synchronized Upload upload(FieldRequest request) {
        return uploads.computeIfAbsent(request.route().reference(), _ -> new Upload());
    }

    @Override
    public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
        if (request.is("GET", Kind.UPLOAD)) {
            return FieldResponse.error(404, "BLOB_UPLOAD_UNKNOWN", "Blob upload unknown to registry");
        }
        if (!request.bringsBlob()) {
            return rest.answer(request);
        }
        Upload upload = upload(request);
        synchronized (upload) {
            return bytes(request, rest, upload);
        }
    }

    private static FieldResponse bytes(FieldRequest request, Rest rest, Upload upload) throws IOException {
        boolean brings = request.length().orElse(1) > 0;
        long first = request.header("Content-Range").map(it -> Long.parseLong(it.replaceFirst("-.*", ""))).orElse(0L);
        if (brings && first != upload.received) {
            return FieldResponse.error(416, "BLOB_UPLOAD_INVALID", "First byte of the layer part is %d instead of %d"
                    .formatted(first, upload.received));
        }
        if (!brings && upload.received == 0 && request.method().equals("PUT")) {
            return FieldResponse.error(400, "BLOB_UPLOAD_INVALID",
                    "The upload cannot be completed because it does not have any parts.");
        }
        Counted counted = new Counted(request.body());
        try {
            FieldResponse response = rest.answer(request.withBody(counted));
            boolean kept = request.method().equals("PATCH") && response.status() == 202;
            if (kept && upload.firstRange.isEmpty()) {
                upload.firstRange = response.header("Range").orElse("");
            }
            return kept ? response.withStatus(201).with("Range", upload.firstRange) : response;
        } finally {
            upload.received += counted.count;
        }
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private long count;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int more = in.read(bytes, from, length);
            count += Math.max(0, more);
            return more;
        }
    }
}
