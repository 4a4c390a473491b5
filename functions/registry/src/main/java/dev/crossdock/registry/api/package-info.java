/**
 * The distribution API: what each request means, and what each is told.
 *
 * <p>Enters: requests of our own small type. Leaves: responses of our own. Knows no HTTP engine, and never trusts a
 * name, a digest or a number before one of the nouns has taken it.
 */
@NullMarked
package dev.crossdock.registry.api;

import org.jspecify.annotations.NullMarked;

// tidy: types a route each, and the words that they share
