/**
 * The verb {@code copy}: its options, its plan for a person, its progress and its one line at the end. What {@code sync}
 * needs of that as well is public.
 */
@NullMarked
package dev.crossdock.cli.copy;

import org.jspecify.annotations.NullMarked;
