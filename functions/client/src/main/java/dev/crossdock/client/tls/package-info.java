/**
 * Who is believed to be whom, and who computes the ciphers and digests.
 *
 * <p>Enters: files of authorities, certificates and keys, or the wish not to verify. Leaves: what an HTTP client needs to open TLS connections, and for
 * the whole process native SHA-2 where the machine has it. The package never opens a connection, and never trusts what
 * it was not told to.
 */
@NullMarked
package dev.crossdock.client.tls;

import org.jspecify.annotations.NullMarked;
