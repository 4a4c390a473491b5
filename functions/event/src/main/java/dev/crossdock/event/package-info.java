/**
 * Reads what a registry sends when somebody pushes or deletes.
 *
 * <p>Enters: the headers and the body of one notification, already authenticated; whether its signature is by who knows the
 * secret is said here too. Leaves: image events. An event is a
 * hint: no host and no address of it comes out of this room, its digest is a claim, and whoever acts on it asks the source
 * registry first. Of Amazon's events the account and the region come out, too: a registry of our own configuration is
 * found by them, or none. No I/O.
 */
// tidy: public five types in all: the doors, the failure and the family they give, the signature
@NullMarked
package dev.crossdock.event;

import org.jspecify.annotations.NullMarked;
