/**
 * What a process says of itself on stderr, in the form that its configuration names.
 *
 * <p>Enters: settings, and events of the log. Leaves: lines. Never changes what is said, only how.
 */
@NullMarked
package dev.crossdock.cli.log;

import org.jspecify.annotations.NullMarked;
