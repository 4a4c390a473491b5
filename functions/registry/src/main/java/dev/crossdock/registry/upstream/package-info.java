/**
 * Serves what another registry has as if it were here, and keeps it for a while.
 *
 * <p>Enters: what is asked for and not here. Leaves: the same bytes, verified. Never takes a push for a name that it serves
 * from elsewhere.
 */
@NullMarked
package dev.crossdock.registry.upstream;

import org.jspecify.annotations.NullMarked;
