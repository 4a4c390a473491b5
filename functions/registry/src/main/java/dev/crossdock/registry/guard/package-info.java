/**
 * What stands between a collector that deletes and writers that link: writers say which blobs they are about to link, the
 * collector marks which one it is about to delete, and neither passes the other unseen.
 *
 * <p>Enters: digests. Leaves: leave to link, or to delete. Never touches content itself.
 */
@NullMarked
package dev.crossdock.registry.guard;

import org.jspecify.annotations.NullMarked;
