/**
 * Running the registry: whether it is well, what it logs, and how it ends.
 *
 * <p>Enters: settings, and what other rooms count. Leaves: an answer for whoever probes, and lines of a log. Knows no HTTP
 * engine, never slows a request, and never prints what a request's query may sign or a header may hold.
 */
@NullMarked
package dev.crossdock.registry.operation;

import org.jspecify.annotations.NullMarked;
