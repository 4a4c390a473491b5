/**
 * Decides: which rule sends a tag where, and what one copy has to do.
 *
 * <p>Enters: values of the image room, rules from the settings, and what the target says it holds. Leaves: target
 * locations and a {@link dev.crossdock.plan.CopyPlan}. Pure: no clock, no network, no file; the same input gives the same
 * answer.
 */
// tidy: public rules and plans are nouns that settings, replication and the command line speak in
@NullMarked
package dev.crossdock.plan;

import org.jspecify.annotations.NullMarked;
