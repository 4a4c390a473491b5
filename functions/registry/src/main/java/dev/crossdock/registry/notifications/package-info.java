/**
 * Tells configured endpoints what changed in the registry, as distribution's webhooks do.
 *
 * <p>Enters: what a request is about to do, and whether it did. Leaves: through {@code outbox} and {@code delivery}, one
 * POST per event and endpoint, at least once and in order within a repository, none before what it tells of can be read.
 * Unlike distribution, an endpoint is told of pulls and of blobs only where its configuration asks for them.
 */
@NullMarked
package dev.crossdock.registry.notifications;

import org.jspecify.annotations.NullMarked;
