package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Hasher;

/**
 * From where another process goes on with a blob.
 *
 * @param place   the target, as {@link dev.crossdock.transfer.Target#place} says
 * @param address the upload's; whoever knows it may write to the upload
 * @param hash    of all bytes that the target acknowledged: its count is the offset
 */
public record Checkpoint(String place, Descriptor blob, String address, Hasher.State hash) {
    /** Throws IllegalArgumentException where the offset lies outside of the blob. */
    public Checkpoint {
        if (hash.count() < 0 || hash.count() > blob.size()) {
            throw new IllegalArgumentException("checkpoint of %s at byte %d: wanted 0 to %d".formatted(blob.digest(),
                    hash.count(), blob.size()));
        }
    }

    /** How many bytes the target acknowledged. */
    public long offset() {
        return hash.count();
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "%s to %s at byte %d of %d".formatted(blob.digest(), place, offset(), blob.size());
    }
}
