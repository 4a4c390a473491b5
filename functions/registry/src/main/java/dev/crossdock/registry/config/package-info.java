/**
 * Reads {@code config.yml} and {@code REGISTRY_*} variables as distribution does, into the settings of all rooms.
 *
 * <p>Enters: a file and an environment. Leaves: settings that are valid, or every problem found, each with its place in the
 * file or the name of its variable; and one warning for each key that has no effect here. Never prints a value that may be
 * a secret.
 */
@NullMarked
package dev.crossdock.registry.config;

import org.jspecify.annotations.NullMarked;
