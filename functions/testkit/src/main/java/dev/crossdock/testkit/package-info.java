/**
 * What tests need of the world outside: images made from a seed, a registry that misbehaves by script, a network that
 * breaks.
 *
 * <p>Enters: a seed, a script, a port. Leaves: plain bytes and sockets on the loopback address. The room uses nothing
 * of ours, so that no fault of ours is on both sides of a test, and nobody's main code uses it.
 */
@NullMarked
package dev.crossdock.testkit;

import org.jspecify.annotations.NullMarked;
