/**
 * Users with passwords: an htpasswd file, asked at a bounded cost.
 *
 * <p>Enters: a user's name, a password and where they came from. Leaves: whether they belong together. Never keeps a
 * password, and never says in words or in time whether a user exists.
 */
@NullMarked
package dev.crossdock.registry.access.password;

import org.jspecify.annotations.NullMarked;
