package dev.crossdock.transfer.upload;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.util.Optional;

/**
 * An upload that another process began, and how it goes on.
 *
 * @param hasher of the bytes up to the checkpoint
 * @param held   how many bytes the target has: those between the two are read again, and not sent
 */
record Resumption(Upload upload, Hasher hasher, long held) {
    private static final int MAXIMUM_CAUSES = 16;

    /** Empty where there is no checkpoint, or where nothing can be made of it: the blob then starts again. */
    static Optional<Resumption> of(Freight freight, Keeper keeper, Moved moved) {
        Optional<Checkpoint> found = keeper.find();
        if (found.isEmpty()) {
            keeper.forget();
            return Optional.empty();
        }
        Optional<Resumption> resumption = of(freight, found.get());
        if (resumption.isPresent()) {
            moved.resumedAt(found.get().offset());
        } else {
            moved.restarted("the upload that was begun before cannot go on");
            keeper.forget();
        }
        return resumption;
    }

    private static Optional<Resumption> of(Freight freight, Checkpoint checkpoint) {
        Optional<Hasher> hasher = freight.host().chunks()
                ? Hasher.resumed(freight.blob().digest().algorithm(), checkpoint.hash())
                : Optional.empty();
        Optional<Upload> upload = freight.target().resumeUpload(freight.blob(), checkpoint.address());
        return hasher.flatMap(hash -> upload.flatMap(it -> {
            long held = held(freight, it, checkpoint);
            return held < checkpoint.offset() ? Optional.empty() : Optional.of(new Resumption(it, hash, held));
        }));
    }

    /** How many bytes the target has; -1 where it has none that we could go on from. */
    private static long held(Freight freight, Upload upload, Checkpoint checkpoint) {
        if (!freight.host().statusReliable()) {
            return checkpoint.offset(); // our count is tried, and the digest decides
        }
        try {
            return switch (upload.standing()) {
                case Upload.Standing.Holds(long bytes) -> bytes <= checkpoint.blob().size() ? bytes : -1;
                case Upload.Standing.Gone() -> -1;
                case Upload.Standing.Untold() -> checkpoint.offset();
            };
        } catch (RegistryException.Unavailable e) {
            if (isAnswer(e)) {
                return checkpoint.offset(); // it may be this question that it fails at: our count is tried
            }
            throw e;
        } catch (RegistryException.Refused | RegistryException.Missing | RegistryException.Corrupt _) {
            return -1;
        }
    }

    /**
     * Whether the server was there and failed at what it was asked, without a word of when to come back: it may do so each
     * time.
     */
    static boolean isAnswer(RegistryException.Unavailable failure) {
        Throwable cause = failure.getCause();
        boolean broken = false;
        for (int i = 0; i < MAXIMUM_CAUSES && cause != null; i++) {
            broken |= cause instanceof IOException;
            cause = cause.getCause();
        }
        return !broken && failure.retryAfter().isEmpty();
    }
}
