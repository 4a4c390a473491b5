/**
 * Requests and answers on the wire, with bounds on everything: time, bytes, redirects, attempts.
 *
 * <p>Enters: a {@link dev.crossdock.client.http.Request} to an {@link dev.crossdock.client.http.Address}. Leaves: a
 * {@link dev.crossdock.client.http.Reply}, or a failure that says what was attempted. OkHttp lives here and is seen
 * nowhere else. The package knows no registry, follows no redirect and repeats no request by itself.
 */
@NullMarked
package dev.crossdock.client.http;

import org.jspecify.annotations.NullMarked;
