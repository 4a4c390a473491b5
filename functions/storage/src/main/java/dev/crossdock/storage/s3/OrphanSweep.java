package dev.crossdock.storage.s3;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Aborts the multipart uploads that nobody goes on with: S3 keeps their parts, and has them paid for, until somebody does.
 * An upload of a session is left alone while the session has been written to since that moment; one at an object's own key
 * belongs to one request, which no age of a day outlasts.
 *
 * @param inHand ids of uploads that this process is at, however old they are
 */
record OrphanSweep(S3Objects objects, Set<String> inHand) {
    /** How many uploads one sweep looks at. */
    static final int MOST_LOOKED_AT = 100_000;
    /** A store may answer by pages without uploads, and say each time that there is more. */
    static final int MOST_PAGES = 1_000;
    private static final String SESSION = ".session";
    private static final String PARTS = ".parts";

    /** Gives how many were aborted beneath that prefix. */
    int sweep(String prefix, Instant before) {
        int aborted = 0;
        int seen = 0;
        int pages = 0;
        @Nullable
        String key = null;
        @Nullable
        String id = null;
        boolean isMore = true;
        while (isMore && seen < MOST_LOOKED_AT && pages < MOST_PAGES) {
            String fromKey = key;
            String fromId = id;
            ListMultipartUploadsResponse page = objects.call("list uploads to", prefix, () -> objects.s3()
                    .listMultipartUploads(it -> it.bucket(objects.place().bucket()).prefix(prefix).keyMarker(fromKey)
                            .uploadIdMarker(fromId)));
            aborted += (int) page.uploads().stream().filter(it -> it.initiated().isBefore(before))
                    .filter(it -> !inHand.contains(it.uploadId()) && !isInUse(it.key(), before))
                    .filter(this::abort).count();
            pages++;
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
