package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What this process remembers of a session between requests: who holds it, and the hashes of its bytes so far. */
final class LiveUpload {
    final ReentrantLock lock = new ReentrantLock();
    private final Map<DigestAlgorithm, Hasher> hashers = new EnumMap<>(DigestAlgorithm.class);
    private volatile long size;
    private volatile boolean isOver;
    private String stamp = "";
    private volatile @Nullable String owner;

    /** Hashes with this algorithm too, from the bytes that come next on; it is whole only where none came before. */
    void hashWith(DigestAlgorithm algorithm) {
        hashers.computeIfAbsent(algorithm, Hasher::new);
    }

    /** The state that a holder found: the hashes are of another one, if it is not what this process left. */
    void found(String state) {
        if (!state.equals(stamp)) {
            hashers.clear();
            stamp = state;
        }
    }

    void left(String state) {
        stamp = state;
    }

    /** Begins every hash anew: the bytes that passed were not kept. */
    void startOver() {
        hashers.replaceAll((algorithm, used) -> used.count() == 0 ? used : new Hasher(algorithm));
    }

    void update(byte[] bytes, int length) {
        for (Hasher hasher : hashers.values()) {
            hasher.update(bytes, 0, length);
        }
    }

    /** The digest of all {@code total} bytes, where they all passed this hasher; it can be asked once. */
    Optional<Digest> digest(DigestAlgorithm algorithm, long total) {
        return Optional.ofNullable(hashers.get(algorithm)).filter(hasher -> hasher.count() == total)
                .map(Hasher::digest);
    }

    /** Who began the session, as this process remembers; the name of nobody is empty. */
    Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    void ownerIs(String found) {
        owner = found;
    }

    /** Whether the session ended here, though something of it may be left. */
    boolean isOver() {
        return isOver;
    }

    void end() {
        isOver = true;
    }

    /** How many bytes the session has, as far as this process saw. */
    long size() {
        return size;
    }

    void sizeIs(long found) {
        size = found;
    }
}
