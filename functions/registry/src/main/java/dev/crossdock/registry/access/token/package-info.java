/**
 * Bearer tokens: JSON Web Tokens that an issuer of the operator's choice signed.
 *
 * <p>Enters: the text of a token. Leaves: whose it is and what it allows, or nothing. A token never brings the key that it
 * is checked with, unless a chain of certificates leads from it to one that the operator named.
 */
@NullMarked
package dev.crossdock.registry.access.token;

import org.jspecify.annotations.NullMarked;
