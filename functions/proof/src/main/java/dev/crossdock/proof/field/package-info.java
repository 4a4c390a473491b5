/**
 * Image shapes against the ways of registries and networks: each copy ends right, or fails for good with the class and
 * the message that tell a person what to do, and without a tag at the target.
 *
 * <p>Enters: the testkit's registry of the field, with modes on the source's or on the target's side; the real client and
 * transfer code between them, whose pauses take no time. Leaves: what the target holds, and what each side was asked.
 */
@NullMarked
package dev.crossdock.proof.field;

import org.jspecify.annotations.NullMarked;
