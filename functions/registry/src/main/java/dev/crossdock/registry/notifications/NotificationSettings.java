package dev.crossdock.registry.notifications;

import dev.crossdock.registry.notifications.outbox.Room;
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
}
