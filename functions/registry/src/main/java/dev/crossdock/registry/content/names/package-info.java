/**
 * Sorted names that are remembered, so that a page of a list costs no walk through the storage.
 *
 * <p>Enters: walks, and what writers of this process added and removed. Leaves: pages. Never remembers more names than its
 * bounds say, and is of use only where one process owns the storage: then it is exact.
 */
@NullMarked
package dev.crossdock.registry.content.names;

import org.jspecify.annotations.NullMarked;
