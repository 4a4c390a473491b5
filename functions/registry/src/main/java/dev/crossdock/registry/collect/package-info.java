/**
 * Finds what nothing refers to any longer, and deletes it, while the registry serves.
 *
 * <p>Enters: the content of a registry. Leaves: the same without its garbage, and how much that was. What cannot be read is
 * never garbage.
 */
@NullMarked
package dev.crossdock.registry.collect;

import org.jspecify.annotations.NullMarked;

// tidy: types a pass each over repositories, manifests and blobs, and the values that they share
