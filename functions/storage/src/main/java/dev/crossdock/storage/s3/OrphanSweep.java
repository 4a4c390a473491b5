package dev.crossdock.storage.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Aborts the multipart uploads that nobody goes on with: S3 keeps their parts, and has them paid for, until somebody does.
 * An upload of a session is left alone while the session has been written to since that moment; one at an object's own key
 * belongs to one request, which no age of a day outlasts.
 */
record OrphanSweep(S3Objects objects) {
    /** How many uploads one sweep looks at. */
    static final int MOST_LOOKED_AT = 100_000;
    private static final String SESSION = ".session";
    private static final String PARTS = ".parts";

    /** Gives how many were aborted beneath that prefix. */
    int sweep(String prefix, Instant before) {
        int aborted = 0;
        int seen = 0;
        @Nullable
        String key = null;
        @Nullable
        String id = null;
        boolean isMore = true;
        while (isMore && seen < MOST_LOOKED_AT) {
            String fromKey = key;
            String fromId = id;
            ListMultipartUploadsResponse page = objects.call("list uploads to", prefix, () -> objects.s3()
                    .listMultipartUploads(it -> it.bucket(objects.place().bucket()).prefix(prefix).keyMarker(fromKey)
                            .uploadIdMarker(fromId)));
            aborted += (int) page.uploads().stream().filter(it -> it.initiated().isBefore(before))
                    .filter(it -> !isInUse(it.key(), before)).filter(this::abort).count();
            seen += page.uploads().size();
            key = page.nextKeyMarker();
            id = page.nextUploadIdMarker();
            isMore = Boolean.TRUE.equals(page.isTruncated());
        }
        return aborted;
    }

    private boolean abort(MultipartUpload upload) {
        return new Multipart(objects, upload.key(), upload.uploadId()).abort();
    }

    private boolean isInUse(String key, Instant before) {
        return key.endsWith(PARTS) && objects.head(key.substring(0, key.length() - PARTS.length()) + SESSION)
                .filter(state -> !state.modified().isBefore(before)).isPresent();
    }
}
