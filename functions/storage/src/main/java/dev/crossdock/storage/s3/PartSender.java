package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.s3.SessionState.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Sends the parts of one upload while the next one fills, a few at a time; not for several threads. */
final class PartSender {
    private static final int LEAST_IN_FLIGHT = 2;
    private static final int MOST_IN_FLIGHT = 3;
    /** What one upload may have of all memory: the others are to find some too. */
    private static final int SHARE_OF_MEMORY = 8;

    private final Multipart upload;
    private final ExecutorService threads;
    private final List<Part> sent;
    private final int window;
    private final Deque<Future<Part>> inFlight = new ArrayDeque<>();

    /** Goes on after the parts that were sent before, with so many on their way when it waits for the oldest. */
    PartSender(Multipart upload, ExecutorService threads, List<Part> sent, int window) {
        this.window = window;
        this.upload = upload;
        this.threads = threads;
        this.sent = new ArrayList<>(sent);
    }

    /** Fewer where there is little memory. */
    static int window(long memory, long partSize) {
        return Math.clamp(memory / partSize / SHARE_OF_MEMORY, LEAST_IN_FLIGHT, MOST_IN_FLIGHT);
    }

    Multipart upload() {
        return upload;
    }

    /** Sends the buffer's bytes as the next part, and closes it; throws where an earlier part could not be sent. */
    void send(PartMemory.Buffer buffer) {
        int number = sent.size() + inFlight.size() + 1;
        if (number > Multipart.MOST_PARTS) {
            buffer.close();
            throw new StorageException(("send part %d of an upload to %s: S3 takes %d parts of one size, here of %d "
                    + "bytes: announce the blob's length, or raise storage.s3.chunksize").formatted(number,
                            upload.key(), Multipart.MOST_PARTS, sent.getFirst().size()));
        }
        inFlight.add(threads.submit(() -> {
            try (buffer) {
                return upload.send(number, buffer);
            }
        }));
        if (inFlight.size() >= window) {
            sent.add(oldest());
        }
    }

    /** All parts, once they have arrived. */
    List<Part> parts() {
        while (!inFlight.isEmpty()) {
            sent.add(oldest());
        }
        return sent;
    }

    /** Waits until no part is on its way, whatever becomes of them. */
    void settle() {
        while (!inFlight.isEmpty()) {
            try {
                oldest();
            } catch (StorageException _) {
                // Whoever waits for this has a failure already, or wants the parts no more.
            }
        }
    }

    private Part oldest() {
        Future<Part> first = inFlight.remove();
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return first.get();
                } catch (InterruptedException _) {
                    isInterrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw new StorageException("send a part of an upload to %s: %s".formatted(upload.key(), e.getCause()), e);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
