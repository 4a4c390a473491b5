/**
 * Through which proxy a server is reached, as the environment says.
 *
 * <p>Enters: environment variables; scheme, host and port of a server. Leaves: a proxy, or none. Nothing is connected to
 * or resolved here; the credentials of a proxy are for that proxy alone and never stand in a message.
 */
@NullMarked
package dev.crossdock.client.proxy;

import org.jspecify.annotations.NullMarked;
