package dev.crossdock.registry.collect;

import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;

/**
 * The right to collect, of one collector at a time: a numbered object, made by {@code putIfAbsent}, that says until when it
 * holds. The highest number counts; one that is over is overtaken by the next. Its holder asks before each deletion, and stops
 * well before its time is over unless it could be renewed, so clocks may differ by a minute.
 */
final class Lease implements AutoCloseable {
    static final Duration LIFE = Duration.ofMinutes(5);
    /** Nothing is deleted in the last part of a lease's life, so that nobody else's has begun when the deletion is done. */
    static final Duration RESERVE = Duration.ofMinutes(2);

    private static final StoragePath ROOT = Layout.EXTRAS.resolve("leases/collector");
    private static final int MAXIMUM_BYTES = 256;
    private static final String THIS_PROCESS = UUID.randomUUID().toString();

    private final StorageDriver driver;
    private final Clock clock;
    private final String holder;
    private final String name;
    private Instant expiry;

    private Lease(StorageDriver driver, Clock clock, String holder, String name, Instant expiry) {
        this.driver = driver;
        this.clock = clock;
        this.holder = holder;
        this.name = name;
        this.expiry = expiry;
    }

    /** Who holds it, and until when. */
    private record Note(String holder, Instant expiry) {
        static Note parse(StoragePath path, byte[] bytes) {
            String[] parts = new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", -1);
            try {
                return new Note(parts[0], Instant.parse(parts[parts.length - 1]));
            } catch (DateTimeParseException e) {
                throw new StorageException(
                        "read lease %s: wanted a holder and a time: remove the file if no collector runs"
                                .formatted(path),
                        e);
            }
        }

        byte[] bytes() {
            return (holder + " " + expiry).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Somebody else collects. */
    static final class HeldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeldException(String message) {
            super(message);
        }
    }

    /**
     * Takes the lease. Where this process owns the storage, a lease of any other holder is a dead one's.
     *
     * @param owner names this process, if it owns the storage
     */
    static Lease take(StorageDriver driver, Clock clock, Owner owner) {
        List<String> numbers = driver.list(ROOT, "", StorageDriver.MAXIMUM_LISTED);
        long next = 1;
        if (!numbers.isEmpty()) {
            StoragePath path = ROOT.resolve(numbers.getLast());
            next = Long.parseLong(numbers.getLast()) + 1;
            driver.load(path, MAXIMUM_BYTES).map(bytes -> Note.parse(path, bytes))
                    .filter(note -> owner.mayLive(note.holder)
                            && note.expiry.isAfter(clock.instant()))
                    .ifPresent(note -> {
                        throw new HeldException("collect garbage: collector %s is at it, until %s at the latest"
                                .formatted(note.holder, note.expiry));
                    });
        }
        String holder = owner.prefix + UUID.randomUUID();
        Instant expiry = clock.instant().plus(LIFE);
        String name = "%012d".formatted(next);
        if (!driver.putIfAbsent(ROOT.resolve(name), new Note(holder, expiry).bytes())) {
            throw new HeldException("collect garbage: another collector has begun this moment");
        }
        numbers.forEach(old -> driver.delete(ROOT.resolve(old), Durability.RELAXED));
        return new Lease(driver, clock, holder, name, expiry);
    }

    /** The process that collects. */
    record Owner(String prefix, boolean isExclusive) {
        /** This process; of a storage that it owns, or not. */
        static Owner of(boolean isExclusive) {
            return new Owner(ProcessHandle.current().pid() + "-" + THIS_PROCESS + "-", isExclusive);
        }

        boolean mayLive(String holder) {
            return !isExclusive || holder.startsWith(prefix);
        }
    }

    /** Before each deletion: renews the lease in good time, and throws where it is lost. */
    void check() {
        Instant now = clock.instant();
        if (now.isAfter(expiry.minus(RESERVE))) {
            renew(now);
        }
    }

    private void renew(Instant now) {
        List<String> later = driver.list(ROOT, name, 1);
        if (!later.isEmpty() || !now.isBefore(expiry)) {
            throw new HeldException("collect garbage: stopped, for lease %s was over%s".formatted(expiry,
                    later.isEmpty() ? "" : ", and another collector has begun"));
        }
        expiry = now.plus(LIFE);
        driver.write(ROOT.resolve(name), new Note(holder, expiry).bytes(), Durability.SYNCED);
    }

    /** Gives the right away; the number stays, so that the next one is higher. */
    @Override
    public void close() {
        if (driver.list(ROOT, name, 1).isEmpty()) {
            driver.write(ROOT.resolve(name), new Note(holder, Instant.EPOCH).bytes(), Durability.RELAXED);
        }
    }
}
