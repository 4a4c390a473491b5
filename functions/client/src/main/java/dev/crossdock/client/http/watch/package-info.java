/**
 * Who notices that a blob stands still: bytes move without time-outs, which cost more than the bytes, and one thread looks
 * at all streams from time to time.
 *
 * <p>Enters: channels of a blob's bytes, and what cancels their call. Leaves: the same channels, that say when they wait,
 * and a failure that says so where nothing came for too long. The package opens no connection.
 */
// tidy: public the package lies below http, which is its one caller
@NullMarked
package dev.crossdock.client.http.watch;

import org.jspecify.annotations.NullMarked;
