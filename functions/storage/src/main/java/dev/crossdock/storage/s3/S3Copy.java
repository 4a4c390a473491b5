package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.s3.SessionState.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Copies that the store makes by itself: in one request, or of large objects in parts that are copied at once. */
record S3Copy(S3Objects objects, S3Settings.Parts sizes) {
    /** Makes {@code to} an object with the bytes of {@code from}, which has that size. */
    void copy(String from, String to, long size) {
        if (size <= sizes.copyThreshold()) {
            whole(from, to);
        } else {
            inParts(from, to, size);
        }
    }

    private void whole(String from, String to) {
        objects.call("copy %s to".formatted(from), to, () -> objects.s3().copyObject(objects.written().copy()
                .sourceBucket(objects.place().bucket()).sourceKey(from).destinationBucket(objects.place().bucket())
                .destinationKey(to).build()));
    }

    private void inParts(String from, String to, long size) {
        Multipart upload = Multipart.begin(objects, to);
        boolean isDone = false;
        try {
            upload.complete(parts(upload, from, size));
            isDone = true;
        } finally {
            if (!isDone) {
                upload.tryToAbort();
            }
        }
    }

    private List<Part> parts(Multipart upload, String from, long size) {
        long least = (size + Multipart.MOST_PARTS - 1) / Multipart.MOST_PARTS;
        long each = Math.max(sizes.copyChunkSize(), least);
        Semaphore width = new Semaphore(sizes.copyWidth());
        List<Future<Part>> copies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long at = 0; at < size; at += each) {
                int number = copies.size() + 1;
                long begin = at;
                copies.add(threads.submit(() -> {
                    width.acquire();
                    try {
                        return upload.copy(number, from, begin, Math.min(each, size - begin));
                    } finally {
                        width.release();
                    }
                }));
            }
            List<Part> parts = new ArrayList<>();
            for (Future<Part> copy : copies) {
                parts.add(result(copy, threads, upload));
            }
            return parts;
        }
    }

    /** The first failure stops the rest. */
    private static Part result(Future<Part> copy, ExecutorService threads, Multipart upload) {
        try {
            return copy.get();
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new StorageException("copy to %s: interrupted".formatted(upload.key()), e);
        } catch (ExecutionException e) {
            threads.shutdownNow();
            throw e.getCause() instanceof StorageException failure
                    ? failure
                    : new StorageException("copy to %s: %s".formatted(upload.key(), e.getCause()), e);
        }
    }
}
