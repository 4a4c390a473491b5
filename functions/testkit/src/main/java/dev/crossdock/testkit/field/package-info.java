/**
 * A whole registry in memory that behaves as the specification says, until modes are laid on it.
 *
 * <p>Enters: seeded images, modes, HTTP/1.1 on the loopback address. Leaves: answers, and a record of what was asked. It
 * knows no quirk itself: those are modes. A request that neither it nor a mode knows fails the test that closes it.
 */
@NullMarked
package dev.crossdock.testkit.field;

import org.jspecify.annotations.NullMarked;
