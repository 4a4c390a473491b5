/**
 * Finds what belongs to an image at its source, what of that a target has, and keeps the lists of referrers of targets
 * that keep none themselves.
 *
 * <p>Enters: the ports, an image, and what is wanted. Leaves: {@link dev.crossdock.image.attached.WholeImage}, or what is
 * missing of it. What a registry says of referrers is a hint: a manifest counts only if its own bytes name the subject.
 */
// tidy: public replication is made of these
@NullMarked
package dev.crossdock.transfer.attached;

import org.jspecify.annotations.NullMarked;
