/**
 * What stands between a collector that deletes and writers that link: writers say which blobs they are about to link, the
 * collector marks which one it is about to delete, and neither passes the other unseen.
 *
 * <p>Enters: digests; patterns of names. Leaves: leave to link, or to delete; which tags may never move. Never touches
 * content itself.
 */
@NullMarked
package dev.crossdock.registry.guard;

import org.jspecify.annotations.NullMarked;
