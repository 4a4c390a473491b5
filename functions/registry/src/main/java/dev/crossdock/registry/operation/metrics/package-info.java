/**
 * What the registry counts, for Prometheus.
 *
 * <p>Enters: ends of requests, operations on the storage, and what other rooms count themselves. Leaves: text. Counting takes
 * no lock and no memory, and no label has a value that a client could choose: no repository, no tag, no name of a user.
 */
@NullMarked
package dev.crossdock.registry.operation.metrics;

import org.jspecify.annotations.NullMarked;
