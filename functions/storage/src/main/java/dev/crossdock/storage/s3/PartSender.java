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
    /** How many parts of one upload may be on their way. */
    static final int MOST_IN_FLIGHT = 3;

    private final Multipart upload;
    private final ExecutorService threads;
    private final List<Part> sent;
    private final Deque<Future<Part>> inFlight = new ArrayDeque<>();

    /** Goes on after the parts that were sent before. */
    PartSender(Multipart upload, ExecutorService threads, List<Part> sent) {
        this.upload = upload;
        this.threads = threads;
        this.sent = new ArrayList<>(sent);
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
        if (inFlight.size() >= MOST_IN_FLIGHT) {
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
