/**
 * {@code crossdock registry}: one file per verb of the registry.
 *
 * <p>Enters: arguments, and a {@code config.yml}. Leaves: a registry that serves, or one that is looked after. The registry
 * itself is a room of its own.
 */
@NullMarked
package dev.crossdock.cli.registry;

import org.jspecify.annotations.NullMarked;
