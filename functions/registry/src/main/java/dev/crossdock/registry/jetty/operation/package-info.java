/**
 * Jetty's side of running the registry: the listener for those who run it, on threads of its own.
 *
 * <p>Enters: connections of monitors. Leaves: health and numbers. Knows nothing of images.
 */
@NullMarked
package dev.crossdock.registry.jetty.operation;

import org.jspecify.annotations.NullMarked;
