/**
 * The steps themselves, one class each, and what they share: the failure policy, the image planner, the sweep.
 *
 * <p>Enters: a message and a deadline. Leaves: the messages to send. A step decides and acts through the ports of
 * {@link dev.crossdock.replication}; it keeps no state of its own that a crash could lose.
 */
@NullMarked
package dev.crossdock.replication.steps;

import org.jspecify.annotations.NullMarked;
