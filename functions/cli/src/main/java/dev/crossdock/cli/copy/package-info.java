/**
 * The verb {@code copy}: its options, its plan for a person, its progress and its one line at the end.
 */
@NullMarked
package dev.crossdock.cli.copy;

import org.jspecify.annotations.NullMarked;
