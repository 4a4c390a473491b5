package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The small files that point at blobs: exactly the digest's text, with no line end (distribution reads no other). */
public final class Links {
    private static final int MAXIMUM_BYTES = 1024;

    private final StorageDriver driver;

    /** The links of this storage. */
    public Links(StorageDriver driver) {
        this.driver = driver;
    }

    /** Lenient about white space around the digest, and about nothing else: a bad link is damage, not absence. */
    public Optional<Digest> read(StoragePath path) {
        return driver.load(path, MAXIMUM_BYTES).map(bytes -> parsed(path, bytes));
    }

    /** Whether it is there, and says nothing. */
    boolean isTorn(StoragePath path) {
        return driver.load(path, MAXIMUM_BYTES).filter(bytes -> !isDigest(bytes)).isPresent();
    }

    private static boolean isDigest(byte[] bytes) {
        try {
            return !Digest.parse(text(bytes)).hex().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII).strip();
    }

    private static Digest parsed(StoragePath path, byte[] bytes) {
        try {
            return Digest.parse(text(bytes));
        } catch (IllegalArgumentException e) {
            throw new StorageException("read link %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    /** Durable; false where the link is there, and says something else. */
    boolean create(StoragePath path, Digest target) {
        return driver.putIfAbsent(path, bytes(target))
                || read(path).equals(Optional.of(target));
    }

    /** Durable; where the driver finds it cheaper to look, writes nothing where the link already says so. */
    void write(StoragePath path, Digest target) {
        driver.ensure(path, bytes(target));
    }

    /** Durable; makes the link young where it was there: the collector leaves young ones alone. */
    void rewrite(StoragePath path, Digest target) {
        driver.write(path, bytes(target), Durability.SYNCED);
    }

    private static byte[] bytes(Digest target) {
        return target.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
