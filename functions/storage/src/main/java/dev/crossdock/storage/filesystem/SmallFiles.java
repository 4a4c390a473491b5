package dev.crossdock.storage.filesystem;

import dev.crossdock.storage.Recent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Links and manifests, which each pull reads anew: what is remembered of a file holds as long as the file is the same one,
 * of the same size and time. Others may write beneath the root as well (a restore, an operator, distribution itself).
 */
final class SmallFiles {
    /** Of the largest file that is remembered. */
    static final int MAXIMUM_BYTES = 64 << 10;
    /** Of all that is remembered. */
    static final long MEMORY_BYTES = 16 << 20;
    /** What a file costs beside its bytes. */
    private static final int ENTRY_BYTES = 500;
    /**
     * Before a file is this old its time does not tell whether it was written again: a file system's clock has steps, of up
     * to two seconds on some.
     */
    static final Duration SETTLED = Duration.ofSeconds(3);

    private final Recent<Path, Known> known = new Recent<>(MEMORY_BYTES);
    private final Clock clock;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(BasicFileAttributes read, byte[] bytes) {}

    SmallFiles(Clock clock) {
        this.clock = clock;
    }

    /** The file's bytes, which were looked at with these attributes a moment ago. */
    byte[] load(Path file, BasicFileAttributes now) throws IOException {
        Optional<byte[]> same = now.fileKey() == null
                ? Optional.empty()
                : known.get(file).filter(it -> isSame(it.read, now)).map(Known::bytes);
        if (same.isPresent()) {
            return same.get().clone();
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length <= MAXIMUM_BYTES && bytes.length == now.size() && isSettled(now)) {
            known.put(file, new Known(now, bytes), bytes.length + ENTRY_BYTES);
            return bytes.clone();
        }
        return bytes;
    }

    private static boolean isSame(BasicFileAttributes then, BasicFileAttributes now) {
        return then.lastModifiedTime().equals(now.lastModifiedTime()) && then.size() == now.size()
                && now.fileKey().equals(then.fileKey());
    }

    private boolean isSettled(BasicFileAttributes now) {
        return now.fileKey() != null
                && now.lastModifiedTime().toInstant().isBefore(clock.instant().minus(SETTLED));
    }
}
