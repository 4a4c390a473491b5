package dev.crossdock.registry.notifications.outbox;

/**
 * How much is kept. What has no room left makes it: the oldest event becomes a dead letter, the oldest dead letter is
 * forgotten, and both are said in the log.
 *
 * @param maximumEvents  that wait to be taken
 * @param maximumBytes   that they may have together
 * @param maximumLetters dead letters
 */
public record Room(int maximumEvents, long maximumBytes, int maximumLetters) {
    /** What applies where nothing is configured. */
    public static final Room USUAL = new Room(100_000, 256L << 20, 10_000);

    /** Throws IllegalArgumentException for a number that is not positive. */
    public Room {
        if (maximumEvents < 1 || maximumBytes < 1 || maximumLetters < 1) {
            throw new IllegalArgumentException(
                    "notification room: wanted positive numbers of events (%d), bytes (%d) and dead letters (%d)"
                            .formatted(maximumEvents, maximumBytes, maximumLetters));
        }
    }
}
