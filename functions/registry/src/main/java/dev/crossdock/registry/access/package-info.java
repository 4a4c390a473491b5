/**
 * Who may do what: reads the credentials of a request, finds who that is, and says whether the registry does what is
 * asked for.
 *
 * <p>Enters: an Authorization header, the client's address and what is wanted. Leaves: a decision, and for who has no
 * credentials the challenge to send. Never touches content, so that an answer cannot depend on what exists, and never
 * lets a password or a token reach a log, an exception or a {@code toString}.
 */
@NullMarked
package dev.crossdock.registry.access;

import org.jspecify.annotations.NullMarked;
