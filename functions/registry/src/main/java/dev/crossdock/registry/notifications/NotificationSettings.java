package dev.crossdock.registry.notifications;

import java.util.List;

/**
 * Whom the registry tells of its changes, and how much may wait for them.
 *
 * @param endpoints         each is told of what it wants
 * @param includeReferences whether a manifest's event lists what the manifest refers to (distribution's
 *                          {@code notifications.events.includereferences})
 * @param room              for what waits
 */
public record NotificationSettings(List<EndpointSettings> endpoints, boolean includeReferences, Room room) {
    /** Nobody is told of anything. */
    public static final NotificationSettings NONE = new NotificationSettings(List.of());

    /** Copies the list in. */
    public NotificationSettings {
        endpoints = List.copyOf(endpoints);
    }

    /** Endpoints, and else distribution's defaults. */
    public NotificationSettings(List<EndpointSettings> endpoints) {
        this(endpoints, false, Room.USUAL);
    }

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
}
