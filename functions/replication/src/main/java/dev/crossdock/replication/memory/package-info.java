/**
 * Runs the steps at once and in memory, for a command that ends with its copy: nothing is kept.
 */
@NullMarked
package dev.crossdock.replication.memory;

import org.jspecify.annotations.NullMarked;
