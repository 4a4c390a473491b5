/**
 * The verb {@code sync}: many tags of one repository, each as {@code copy} would take it, in parallel over one pool of
 * blobs, with a result for each.
 */
@NullMarked
package dev.crossdock.cli.sync;

import org.jspecify.annotations.NullMarked;
