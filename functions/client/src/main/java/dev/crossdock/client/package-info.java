/**
 * One registry over HTTP, as {@link dev.crossdock.transfer.Source} and {@link dev.crossdock.transfer.Target}.
 *
 * <p>Enters: {@link dev.crossdock.client.RegistryOptions} and a shared {@link dev.crossdock.client.http.HttpEngine}.
 * Leaves: the two ports of the transfer room, and its failures. One package-private class per verb on the wire. The room
 * never decides what to copy, never repeats a body that exists only once, and never sends a credential to another host.
 */
// tidy: public client is one room of several packages, and only the root package and its options are met from outside
// tidy: types one per verb on the wire, all over one session that no other package may see
@NullMarked
package dev.crossdock.client;

import org.jspecify.annotations.NullMarked;
