/**
 * The gates of the house that no compiler holds: sizes, names, the plan of the rooms, and that the compiler's own gates
 * are shut.
 *
 * <p>Enters: the sources, the compiled classes, the history. Leaves: a list of every place that breaks a rule. Where one
 * place has to, {@code // tidy: GATE REASON} on the line above it (or, for a file's, a package's or a module's gate,
 * anywhere in the file, its package-info or the module's package-info) raises that gate there.
 */
@NullMarked
package dev.crossdock.proof.gates;

import org.jspecify.annotations.NullMarked;
