/**
 * Jetty in front of the distribution API: turns its requests into ours, and our responses into its own.
 *
 * <p>Enters: connections. Leaves: bytes, straight from storage where they lie there. Decides nothing about images.
 */
@NullMarked
package dev.crossdock.registry.jetty;

import org.jspecify.annotations.NullMarked;
