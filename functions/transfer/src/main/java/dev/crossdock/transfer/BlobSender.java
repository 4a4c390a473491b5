package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import java.util.Optional;

/** Sends blobs to targets that lack them. Safe for several threads. */
public interface BlobSender {
    /**
     * What is to be sent.
     *
     * @param opened the upload that the target opened for it already
     */
    record Parcel(Descriptor blob, Optional<Upload> opened) {}

    /**
     * Brings the blob from its source to the target, verified; when it returns, the target has it. Throws
     * {@link RegistryException} naming the failing side, or {@link Deadline.PassedException}; in both cases nothing was
     * committed.
     */
    BlobOutcome send(Source source, Target target, Parcel parcel, TransferTerms terms);
}
