/**
 * What an operator sees of a running registry: its log, its health, its numbers.
 *
 * <p>Enters: what happened. Leaves: lines and answers for people and monitors. Never a secret.
 */
@NullMarked
package dev.crossdock.registry.operation;

import org.jspecify.annotations.NullMarked;
