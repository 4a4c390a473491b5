/**
 * How much of an image a copy takes: which platforms, what belongs to it, foreign layers.
 *
 * <p>Enters: what a rule or a person says. Leaves: values that choose. Pure, as all of the room.
 */
// tidy: public nouns that rules, messages and the command line speak in
@NullMarked
package dev.crossdock.plan.extent;

import org.jspecify.annotations.NullMarked;
