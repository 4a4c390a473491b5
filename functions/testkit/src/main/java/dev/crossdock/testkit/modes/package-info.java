/**
 * What registries and the networks before them do besides what the specification says: one factory method each.
 *
 * <p>Enters: how often, from which byte, above which size. Leaves: modes to lay on a {@code FieldRegistry}. Faults count
 * requests and bytes, not time, so that a test is the same every time; only the impatient proxy holds a clock.
 */
@NullMarked
package dev.crossdock.testkit.modes;

import org.jspecify.annotations.NullMarked;
