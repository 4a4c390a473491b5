/**
 * How an operator's command asks the server that holds a storage root: a loopback address and a token, in a file that only
 * the server's user may read.
 *
 * <p>Enters: one line with the token, one with what is wanted. Leaves: lines of a report, then an exit code. Never reachable
 * from another machine.
 */
@NullMarked
package dev.crossdock.registry.admin;

import org.jspecify.annotations.NullMarked;
