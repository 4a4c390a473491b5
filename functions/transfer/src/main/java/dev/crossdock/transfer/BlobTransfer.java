package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings one blob from a source to a target: held, else mounted, else streamed and verified. Within one process a blob
 * is in flight to a repository once.
 */
public final class BlobTransfer {
    /** How often an upload is begun again when the target, not the source, breaks it. */
    static final int MAXIMUM_UPLOADS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /**
     * What is asked for.
     *
     * @param blob      to move
     * @param mountFrom a repository of the target's registry that holds it, if one is known
     * @param askFirst  whether to ask the target for the blob before sending it, because the plan is not fresh
     */
    public record Wish(Descriptor blob, Optional<Repository> mountFrom, boolean askFirst) {}

    private final SingleFlight flights;
    private final BlobFeed.Opening feeds;

    /** Transfers that share the memory of what this process has in flight, and read by the given feeds. */
    public BlobTransfer(SingleFlight flights, BlobFeed.Opening feeds) {
        this.flights = flights;
        this.feeds = feeds;
    }

    /**
     * Moves one blob; when it returns, the target has it. Throws {@link RegistryException} naming the failing side, or
     * {@link Deadline.PassedException}; in both cases nothing was committed.
     */
    public BlobOutcome move(Source source, Target target, Wish wish, TransferTerms terms) {
        Descriptor blob = wish.blob();
        boolean maybeThere = flights.begin(target.place(), blob.digest());
        boolean isThere = false;
        try {
            boolean held = (maybeThere || wish.askFirst()) && target.holds(blob);
            BlobOutcome outcome = held ? new BlobOutcome.Held() : mountOrStream(source, target, wish, terms);
            isThere = true;
            terms.progress().finished(blob, outcome);
            return outcome;
        } finally {
            flights.end(target.place(), blob.digest(), isThere);
        }
    }

    private BlobOutcome mountOrStream(Source source, Target target, Wish wish, TransferTerms terms) {
        Descriptor blob = wish.blob();
        if (wish.mountFrom().isEmpty()) {
            return new Streaming(feeds, source, target, blob, terms).from(target.beginUpload(blob));
        }
        return switch (target.mount(blob, wish.mountFrom().get())) {
            case Target.MountAnswer.Mounted() -> new BlobOutcome.Mounted();
            case Target.MountAnswer.UploadOpened(Upload upload) ->
                new Streaming(feeds, source, target, blob, terms).from(upload);
        };
    }

    /** One blob, streamed as often as the target breaks it, within limits. */
    private record Streaming(BlobFeed.Opening feeds, Source source, Target target, Descriptor blob,
            TransferTerms terms) {
        BlobOutcome from(Upload opened) {
            Upload upload = opened;
            for (int attempt = 1;; attempt++) {
                try {
                    upload.stream(new VerifiedStream(feeds, source, blob, terms));
                    return new BlobOutcome.Streamed(blob.size());
                } catch (RegistryException.Unavailable e) {
                    upload.cancel();
                    pauseOrGiveUp(e, attempt);
                } catch (RuntimeException e) {
                    upload.cancel();
                    throw e;
                }
                if (target.holds(blob)) {
                    return new BlobOutcome.Held();
                }
                upload = target.beginUpload(blob);
            }
        }

        private void pauseOrGiveUp(RegistryException.Unavailable failure, int attempt) {
            if (isOfSource(failure, source)) {
                throw failure;
            }
            if (attempt == MAXIMUM_UPLOADS) {
                throw failure.at(attempt, MAXIMUM_UPLOADS);
            }
            terms.progress().restarted(blob);
            Duration backoff = Pause.backoff(attempt, FIRST_PAUSE, LONGEST_PAUSE);
            terms.pause().wait(Pause.asked(failure.retryAfter(), backoff, LONGEST_PAUSE));
        }
    }

    /** The stream has its own attempts at the source; when it gives up, another upload would not help. */
    private static boolean isOfSource(RegistryException failure, Source source) {
        return failure.circumstance().place().equals("source " + source.place());
    }
}
