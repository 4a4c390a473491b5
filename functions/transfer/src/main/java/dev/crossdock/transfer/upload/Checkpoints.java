package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import java.util.Optional;

/**
 * Where checkpoints outlive the process. Safe for several threads. A checkpoint that cannot be read is none; one that is
 * lost costs bytes, never correctness, and never the delivery: whatever is thrown here, the blob goes on. Registries forget uploads after some days: older ones are pruned.
 */
public interface Checkpoints {
    /** Keeps none. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public long leastBlob() {
            return Long.MAX_VALUE;
        }

        @Override
        public Optional<Checkpoint> find(String place, Digest blob) {
            return Optional.empty();
        }

        @Override
        public void save(Checkpoint checkpoint) {
            // Nobody asked for it.
        }

        @Override
        public void remove(String place, Digest blob) {
            // There is none.
        }
    };

    /** Blobs of at least so many bytes are worth one. */
    long leastBlob();

    /** Whether this blob gets one: it is large enough, or, where a driver looks for that, it has one already. */
    default boolean wants(String place, Descriptor blob) {
        return blob.size() >= leastBlob();
    }

    /**
     * Whether the checkpoint of this blob is ours until we release it, or the process ends: of two that go on with one
     * upload, each breaks the other's. Who is told false finds, keeps and removes none. Where nobody else can come by,
     * it always is ours.
     */
    default boolean claim(String place, Digest blob) {
        return true;
    }

    /** Leaves what was claimed to others. */
    default void release(String place, Digest blob) {}

    /** The checkpoint of the blob on its way to the target. */
    Optional<Checkpoint> find(String place, Digest blob);

    /** Keeps it instead of what was kept for the same blob and target; that stays where this throws. */
    void save(Checkpoint checkpoint);

    /** Forgets it. */
    void remove(String place, Digest blob);
}
