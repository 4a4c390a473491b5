/**
 * Reads what a registry sends when somebody pushes or deletes.
 *
 * <p>Enters: the headers and the body of one notification, already authenticated. Leaves: image events. An event is a
 * hint: no host and no address of it comes out of this room, its digest is a claim, and whoever acts on it asks the source
 * registry first. No I/O.
 */
// tidy: public three types in all: the door, the failure and the family it gives
@NullMarked
package dev.crossdock.event;

import org.jspecify.annotations.NullMarked;
