/**
 * Jetty's side of running the registry: the listener for those who run it, the ends of requests, and the end of it all.
 *
 * <p>Enters: connections of monitors, and requests that are over. Leaves: answers, counts and lines. Knows nothing of images.
 */
@NullMarked
package dev.crossdock.registry.jetty.operation;

import org.jspecify.annotations.NullMarked;
