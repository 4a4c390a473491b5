package dev.crossdock.storage.filesystem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Has a large file written to the disk while more of it arrives, so that little is left to wait for at its end: systems
 * begin by themselves only after half a minute, or with a tenth of the memory full.
 */
final class EarlySync {
    /** After so many bytes of one file it begins. */
    static final long EVERY_BYTES = 32L << 20;

    private final Sync sync;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private long begunAt;

    /** How the file is written to the disk, with all that is known of it or its bytes alone; throws where that failed. */
    interface Sync {
        void run(boolean all) throws IOException;
    }

    /** Of a file that has this size. */
    EarlySync(Sync sync, long size) {
        this.sync = sync;
        this.begunAt = size;
    }

    /** The file has this size now. */
    void grown(long size) {
        if (size - begunAt >= EVERY_BYTES && running.isDone() && !running.isCompletedExceptionally()) {
            begunAt = size;
            running = CompletableFuture.runAsync(this::begin, EarlySync::onOwnThread);
        }
    }

    /** The disk is waited for here: that would hold one of the few threads that all virtual ones share. */
    private static void onOwnThread(Runnable task) {
        Thread.ofPlatform().daemon().name("early-sync").start(task);
    }

    private void begin() {
        try {
            sync.run(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what was begun. A system tells of a failure once: who syncs the rest would not hear of it. */
    void finish() throws IOException {
        try {
            running.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failure
                    ? failure.getCause()
                    : new IOException(e.getCause());
        }
    }
}
