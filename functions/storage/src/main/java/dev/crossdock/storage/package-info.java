/**
 * Where a registry's bytes lie: the port {@link dev.crossdock.storage.StorageDriver} and what it speaks of.
 *
 * <p>Enters: paths that are valid by construction, and bytes. Leaves: whole objects, or ranges of them. A driver never
 * shows an object half-written, never leaves its root, and knows nothing of images.
 */
@NullMarked
package dev.crossdock.storage;

import org.jspecify.annotations.NullMarked;
