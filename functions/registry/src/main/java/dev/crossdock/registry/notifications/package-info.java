/**
 * Tells configured endpoints what changed in the registry, as distribution's webhooks do.
 *
 * <p>Enters: events of changes that are durable. Leaves: one POST per event and endpoint, in order, until the endpoint
 * takes it. Never follows a redirect, and never prints a header's value: it may be a secret.
 */
@NullMarked
package dev.crossdock.registry.notifications;

import org.jspecify.annotations.NullMarked;
