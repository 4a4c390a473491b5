/**
 * The long trials of misfortune: killed processes, targets that are down, sources that break off or lie.
 *
 * <p>Enters: a seed (printed; {@code -Dcrossdock.seed} repeats it) and a scale ({@code -Dcrossdock.long.scale}, 1 is the
 * long form). Leaves: targets that hold what they show. It never runs in the default build: profile {@code long}.
 */
@NullMarked
package dev.crossdock.proof.faults;

import org.jspecify.annotations.NullMarked;
