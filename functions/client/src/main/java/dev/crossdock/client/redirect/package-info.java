/**
 * Where a registry sent us for a blob.
 *
 * <p>Enters: the address of a blob, and the signed address on another host that its registry redirected to. Leaves: the
 * same signed address for further ranges of the blob, while it is good. The package sends nothing, and no text of it ever
 * holds a signature.
 */
@NullMarked
package dev.crossdock.client.redirect;

import org.jspecify.annotations.NullMarked;
