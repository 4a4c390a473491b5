/**
 * What a person allows a command to ask of each side.
 *
 * <p>Enters: options of the command line. Leaves: limits on the two clients. The package sends nothing.
 */
@NullMarked
package dev.crossdock.cli.pace;

import org.jspecify.annotations.NullMarked;
