/**
 * The product end to end, between programs that nobody here wrote, and what a user is told about bad input.
 *
 * <p>Enters: images pushed by skopeo. Leaves: the same bytes in the target, or one line that says what to do. It never skips:
 * a missing program is a failure that names the install command.
 */
@NullMarked
package dev.crossdock.proof.foreign;

import org.jspecify.annotations.NullMarked;
