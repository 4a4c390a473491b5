/**
 * Objects as files beneath one directory. Whatever is unfinished has a name that ends in {@code .tmp}, and no file of
 * such a name is ever read or listed: so half-written data cannot be seen, whatever moment a crash chooses.
 */
@NullMarked
package dev.crossdock.storage.filesystem;

import org.jspecify.annotations.NullMarked;
