/**
 * HTTP/1.1 for blobs, over sockets of our own: what arrives goes from the socket into the caller's buffer, and from there
 * into the next socket, with no copy in between.
 *
 * <p>Enters: an {@link dev.crossdock.client.http.wire.Origin} and a {@link dev.crossdock.client.http.wire.Message}.
 * Leaves: an {@link dev.crossdock.client.http.wire.Answer} and the bytes of its body. What an answer says of its own
 * length is believed only where it says one thing; everything it may send is bounded by a named limit. The package knows
 * no address but the one it is given, follows no redirect, speaks to no proxy, keeps no time, and sends a request twice
 * only where a kept connection had died before a byte of the answer came, and the request has no body.
 */
// tidy: public the package lies below http, which is its one caller
@NullMarked
package dev.crossdock.client.http.wire;

import org.jspecify.annotations.NullMarked;
