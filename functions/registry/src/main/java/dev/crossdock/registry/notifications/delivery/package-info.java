/**
 * Brings events from the outbox to their endpoints.
 *
 * <p>Enters: destinations, and an outbox with events. Leaves: POSTs, in order within a repository and side by side across
 * them, each until it is taken, or is a dead letter. Never follows a redirect, never connects to a link-local address
 * that was not allowed, and never prints a header's value or an answer's body.
 */
@NullMarked
package dev.crossdock.registry.notifications.delivery;

import org.jspecify.annotations.NullMarked;
