package dev.crossdock.registry.notifications;

import java.util.UUID;

/** An event on its way to one endpoint. */
record Delivery(UUID id, String body) {}
