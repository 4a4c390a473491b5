/**
 * The {@code crossdock} command: one file per verb.
 *
 * <p>Enters: the arguments of a person or a script. Leaves: data on stdout, everything else on stderr, and an exit
 * code from the table in {@code --help}. It never decides how an image is copied: it wires the rooms that do.
 */
// tidy: public command line is one room of several packages, each with the door that its verbs need
@NullMarked
package dev.crossdock.cli;

import org.jspecify.annotations.NullMarked;
