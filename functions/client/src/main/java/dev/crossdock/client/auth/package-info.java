/**
 * Who we are to a registry: credentials, the files that hold them, and the tokens that they are exchanged for.
 *
 * <p>Enters: credentials, and the challenge of a registry. Leaves: the value of an Authorization header. Credentials
 * go to the registry's own host, to a token server known to belong to it, or to one that was configured, and nowhere
 * else; no text of this package ever holds one.
 */
@NullMarked
package dev.crossdock.client.auth;

import org.jspecify.annotations.NullMarked;
