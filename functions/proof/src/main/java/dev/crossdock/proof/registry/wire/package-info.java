/**
 * Clients of a registry that share no line with ours: a plain one, and two that send what docker and containerd send.
 *
 * <p>Enters: an address, a password. Leaves: requests, and what came back. It never decides what an answer should be.
 */
@NullMarked
package dev.crossdock.proof.registry.wire;

import org.jspecify.annotations.NullMarked;
