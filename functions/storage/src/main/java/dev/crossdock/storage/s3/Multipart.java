package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.s3.SessionState.Part;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One multipart upload to one key: S3 keeps its parts, and shows nothing of them before they are put together. */
record Multipart(S3Objects objects, String key, String id) {
    /** S3's. */
    static final int MOST_PARTS = 10_000;
    /** Not met, at odds with another writer, not known to the store. */
    private static final Set<Integer> CONDITIONS = Set.of(412, 409, 501);
    private static final Set<String> CONDITION_CODES = Set.of("PreconditionFailed", "ConditionalRequestConflict",
            "NotImplemented");
    private static final String GONE = "NoSuchUpload";

    static Multipart begin(S3Objects objects, String key) {
        return new Multipart(objects, key, objects.call("begin an upload to", key, () -> objects.s3()
                .createMultipartUpload(objects.written().upload().bucket(objects.place().bucket()).key(key).build())
                .uploadId()));
    }

    /** Sends the part of this number, from 1 on; one that was sent before is replaced. */
    Part send(int number, PartMemory.Buffer buffer) {
        return objects.call("send part %d of an upload to".formatted(number), key, () -> new Part(buffer.size(),
                objects.s3().uploadPart(it -> it.bucket(objects.place().bucket()).key(key).uploadId(id)
                        .partNumber(number).contentLength(buffer.size()), buffer.body()).eTag()));
    }

    /** Makes the part of this number from bytes of another object. */
    Part copy(int number, String source, long from, long size) {
        return objects.call("copy part %d of %s to".formatted(number, source), key, () -> new Part(size, objects.s3()
                .uploadPartCopy(it -> it.sourceBucket(objects.place().bucket()).sourceKey(source).copySourceRange(
                        "bytes=%d-%d".formatted(from, from + size - 1)).destinationBucket(objects.place().bucket())
                        .destinationKey(key).uploadId(id).partNumber(number))
                .copyPartResult().eTag()));
    }

    /**
     * Makes the parts an object, in the place of what is there. An answer that was lost, and a conflict with a writer of
     * the same, count for nothing where an object of that size is there in the end.
     */
    void complete(List<Part> parts) {
        try {
            objects.s3().completeMultipartUpload(request(parts).build());
        } catch (S3Exception e) {
            if (!S3Place.code(e).equals(GONE) || !isThere(parts)) {
                throw objects.place().failed("complete an upload to", key, e);
            }
        } catch (SdkException e) {
            throw objects.place().failed("complete an upload to", key, e);
        }
    }

    /** As {@link #complete}, but leaves an object of the same size that is there already, and ends itself. */
    void completeIfAbsent(List<Part> parts) {
        if (!objects.isConditional()) {
            complete(parts);
            return;
        }
        try {
            objects.s3().completeMultipartUpload(request(parts).ifNoneMatch("*").build());
        } catch (S3Exception e) {
            completeAfter(e, parts);
        } catch (SdkException e) {
            throw objects.place().failed("complete an upload to", key, e);
        }
    }

    private void completeAfter(S3Exception failure, List<Part> parts) {
        // S3 may have begun its answer, by 200, before it knows: then the code alone tells.
        boolean isCondition = CONDITIONS.contains(failure.statusCode()) || CONDITION_CODES.contains(S3Place.code(
                failure));
        boolean isGone = S3Place.code(failure).equals(GONE);
        if (!isCondition && !isGone) {
            throw objects.place().failed("complete an upload to", key, failure);
        }
        if (isThere(parts)) {
            tryToAbort();
        } else if (isGone) {
            throw objects.place().failed("complete an upload to", key, failure);
        } else {
            complete(parts);
        }
    }

    private boolean isThere(List<Part> parts) {
        return objects.has(key, parts.stream().mapToLong(Part::size).sum());
    }

    private CompleteMultipartUploadRequest.Builder request(List<Part> parts) {
        List<CompletedPart> completed = IntStream.range(0, parts.size()).mapToObj(i -> CompletedPart.builder()
                .partNumber(i + 1).eTag(parts.get(i).entityTag()).build()).toList();
        return CompleteMultipartUploadRequest.builder().bucket(objects.place().bucket()).key(key).uploadId(id)
                .multipartUpload(it -> it.parts(completed));
    }

    /** Throws the parts away; false where there was no such upload any more. */
    boolean abort() {
        return objects.call("abort an upload to", key, () -> {
            try {
                objects.s3().abortMultipartUpload(it -> it.bucket(objects.place().bucket()).key(key).uploadId(id));
                return true;
            } catch (S3Exception e) {
                if (S3Place.code(e).equals(GONE)) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** As {@link #abort}, beside a failure that the caller has to know; what cannot be aborted now is swept later. */
    void tryToAbort() {
        try {
            abort();
        } catch (StorageException _) {
            // Swept later.
        }
    }
}
