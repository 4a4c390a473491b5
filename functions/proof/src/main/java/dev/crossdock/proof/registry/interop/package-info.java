/**
 * One directory, two programs: Debian's docker-registry and ours serve it in turn, and each finds what the other wrote.
 *
 * <p>Enters: docker-registry and skopeo from the PATH. Leaves: nothing.
 */
@NullMarked
package dev.crossdock.proof.registry.interop;

import org.jspecify.annotations.NullMarked;
