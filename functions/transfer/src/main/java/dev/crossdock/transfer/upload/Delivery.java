package dev.crossdock.transfer.upload;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.time.Duration;
import java.util.Optional;

/** One blob, sent in one way or another until the target has it, within limits. */
final class Delivery {
    /** How many uploads are begun for one blob before somebody else decides what to do. */
    static final int MAXIMUM_UPLOADS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Freight freight;
    private final AdaptiveSender.Tools tools;
    private final Keeper keeper;
    private final Moved moved;
    private final VerifiedReading reading;
    private Upload upload;
    private End.Way way;
    private long held;

    /** Goes on from a checkpoint where there is one, else with the opened upload, else with a new one. */
    Delivery(Freight freight, AdaptiveSender.Tools tools, Keeper keeper, Optional<Upload> opened) {
        this.freight = freight;
        this.tools = tools;
        this.keeper = keeper;
        this.moved = new Moved(freight.terms().progress(), freight.blob());
        this.way = keeper.wanted() ? End.Way.CHUNKED : End.Way.STREAMED;
        Optional<Resumption> resumption = resumption(opened);
        this.held = resumption.map(Resumption::held).orElse(0L);
        this.reading = new VerifiedReading(tools.feeds(), freight,
                resumption.map(Resumption::hasher).orElseGet(this::hasher));
        if (resumption.isPresent()) {
            opened.ifPresent(Upload::cancel);
            this.upload = resumption.get().upload();
        } else {
            this.upload = opened.orElseGet(() -> freight.target().beginUpload(freight.blob()));
        }
    }

    private Optional<Resumption> resumption(Optional<Upload> opened) {
        try {
            return Resumption.of(freight, keeper, moved);
        } catch (RuntimeException e) {
            opened.ifPresent(Upload::cancel);
            throw e;
        }
    }

    private boolean inChunks() {
        HostTraits.Uploads host = freight.host();
        return host.chunks() && (way == End.Way.CHUNKED || freight.blob().size() > host.largestBody())
                && freight.blob().size() > 0;
    }

    private Hasher hasher() {
        return inChunks() && keeper.wanted()
                ? Hasher.resumable(freight.blob().digest().algorithm())
                : new Hasher(freight.blob().digest().algorithm());
    }

    BlobOutcome run() {
        try (reading) {
            for (int uploads = 1;; uploads++) {
                switch (send()) {
                    case End.Done() -> {
                        keeper.forget();
                        return new BlobOutcome.Streamed(freight.blob().size() - moved.begunAt());
                    }
                    case End.InChunks(long from) -> {
                        held = from;
                        way = End.Way.CHUNKED;
                    }
                    case End.Again again -> {
                        upload.cancel();
                        pauseOrGiveUp(again, uploads);
                        if (freight.target().holds(freight.blob())) {
                            keeper.forget();
                            return new BlobOutcome.Held();
                        }
                        startAgain(again);
                    }
                }
            }
        }
    }

    /** What fails here is over; but an upload that a checkpoint leads to is left to whoever goes on. */
    private End send() {
        try {
            return inChunks()
                    ? new ChunkedUpload(freight, reading, moved, keeper, tools.nanos()).run(upload, held, tools.sizes())
                    : new StreamedUpload(freight, reading, moved, tools.nanos()).run(upload);
        } catch (RegistryException.Unavailable e) {
            if (moved.isResumedInVain() && !freight.isOfSource(e) && Resumption.isAnswer(e)) {
                return withAnother(e);
            }
            leave();
            throw e;
        } catch (Deadline.PassedException e) {
            leave();
            throw e;
        } catch (RuntimeException e) {
            keeper.forget();
            upload.cancel();
            throw e;
        }
    }

    private void leave() {
        if (!keeper.hasKept()) {
            upload.cancel();
        }
    }

    /**
     * An upload that we came back to fails whatever we ask. Where the target opens another one, it is that upload, which
     * would fail for ever; where it does not, it is the target, and the upload is left to whoever comes back later.
     */
    private End withAnother(RegistryException.Unavailable failure) {
        Upload another;
        try {
            another = freight.target().beginUpload(freight.blob());
        } catch (RegistryException _) {
            throw failure;
        }
        upload.cancel();
        upload = another;
        keeper.forget();
        moved.restarted("the target fails at the upload that was begun before");
        reading.restart(hasher());
        return new End.InChunks(0);
    }

    private void startAgain(End.Again again) {
        keeper.forget();
        moved.restarted(again.why());
        way = again.way();
        held = 0;
        reading.restart(hasher());
        upload = freight.target().beginUpload(freight.blob());
    }

    private void pauseOrGiveUp(End.Again again, int uploads) {
        if (uploads >= MAXIMUM_UPLOADS) {
            keeper.forget();
            throw again.last().at(uploads, MAXIMUM_UPLOADS);
        }
        if (again.failure() instanceof RegistryException.Unavailable failure) {
            Duration backoff = Pause.backoff(uploads, FIRST_PAUSE, LONGEST_PAUSE);
            freight.terms().pause().before(failure, backoff);
        }
    }
}
