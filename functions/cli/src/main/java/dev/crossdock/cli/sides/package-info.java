/**
 * How the two registries of one command are reached: the options of each side, in skopeo's words.
 *
 * <p>Enters: a command line. Leaves: the client's options for the source's and the target's registry. Nothing is
 * connected to here, and no secret is echoed.
 */
@NullMarked
package dev.crossdock.cli.sides;

import org.jspecify.annotations.NullMarked;
