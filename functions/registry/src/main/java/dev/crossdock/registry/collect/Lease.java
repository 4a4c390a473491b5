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
import java.util.regex.Pattern;

/**
 * The right to collect from a storage that others write to, of one collector at a time: a numbered object, made by {@code
 * putIfAbsent}, that says until when it holds. The highest number counts; one that is over is overtaken by the next. Its
 * holder asks again and again, before each deletion at least, and renews it in good time, so clocks may differ by a minute.
 *
 * <p>One that is over can still be renewed while there is no higher number. Who renews writes, then looks for a higher number;
 * who takes the next number writes it, then looks whether the one before was renewed. So at least one of the two gives way.
 */
final class Lease implements AutoCloseable {
    static final Duration LIFE = Duration.ofMinutes(5);
    /** Nothing is deleted in the last part of a lease's life, so that nobody else's has begun when the deletion is done. */
    static final Duration RESERVE = Duration.ofMinutes(2);

    private static final StoragePath ROOT = Layout.EXTRAS.resolve("leases/collector");
    private static final int MAXIMUM_BYTES = 256;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{12}");

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

    /** Somebody else collects, or is about to end this. */
    static final class HeldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeldException(String message) {
            super(message);
        }
    }

    /** Takes the lease; throws where another collector has it. */
    static Lease take(StorageDriver driver, Clock clock) {
        List<String> numbers = numbers(driver, "");
        refuseLive(driver, numbers, clock.instant());
        long next = numbers.isEmpty() ? 1 : Long.parseLong(numbers.getLast()) + 1;
        String holder = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        Instant expiry = clock.instant().plus(LIFE);
        String name = "%012d".formatted(next);
        if (!driver.putIfAbsent(ROOT.resolve(name), new Note(holder, expiry).bytes())) {
            throw new HeldException("collect garbage: another collector has begun this moment");
        }
        try {
            refuseLive(driver, numbers, clock.instant());
        } catch (HeldException e) {
            driver.delete(ROOT.resolve(name), Durability.SYNCED);
            throw e;
        }
        numbers.forEach(old -> driver.delete(ROOT.resolve(old), Durability.RELAXED));
        return new Lease(driver, clock, holder, name, expiry);
    }

    /** The highest number alone counts. */
    private static void refuseLive(StorageDriver driver, List<String> numbers, Instant now) {
        if (numbers.isEmpty()) {
            return;
        }
        StoragePath path = ROOT.resolve(numbers.getLast());
        driver.load(path, MAXIMUM_BYTES).map(bytes -> Note.parse(path, bytes)).filter(note -> note.expiry.isAfter(now))
                .ifPresent(note -> {
                    throw new HeldException("collect garbage: collector %s is at it, until %s at the latest"
                            .formatted(note.holder, note.expiry));
                });
    }

    /** What else lies there is nobody's lease. */
    private static List<String> numbers(StorageDriver driver, String after) {
        return driver.list(ROOT, after, StorageDriver.MAXIMUM_LISTED).stream()
                .filter(name -> NUMBER.matcher(name).matches()).toList();
    }

    /** Before each deletion, and on the way to it: renews the lease in good time, and throws where it is lost. */
    void check() {
        Instant now = clock.instant();
        if (now.isAfter(expiry.minus(RESERVE))) {
            refuseLater();
            expiry = now.plus(LIFE);
            driver.write(ROOT.resolve(name), new Note(holder, expiry).bytes(), Durability.SYNCED);
            refuseLater();
        }
    }

    private void refuseLater() {
        if (!numbers(driver, name).isEmpty()) {
            expiry = Instant.EPOCH; // so that it is looked for again
            throw new HeldException("collect garbage: stopped, for another collector has begun");
        }
    }

    /** Gives the right away; the number stays, so that the next one is higher. */
    @Override
    public void close() {
        if (numbers(driver, name).isEmpty()) {
            driver.write(ROOT.resolve(name), new Note(holder, Instant.EPOCH).bytes(), Durability.RELAXED);
        }
    }
}
