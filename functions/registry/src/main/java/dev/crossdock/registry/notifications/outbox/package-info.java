/**
 * Keeps events until every endpoint has taken them, on the registry's own storage:
 *
 * <pre>
 * docker/registry/v2/_crossdock/
 *   outbox/{instance}/events/{number}   a group of events that were intended together, and which were confirmed by then
 *   outbox/{instance}/state             which were confirmed and taken since; written now and then
 *   outbox/{instance}/alive             says that a replica still works on its events
 *   outbox/{instance}/adopter           says which replica takes over the events of one that is gone
 *   dead/{letter}                       an event that an endpoint did not take
 * </pre>
 *
 * <p>Enters: events, before the change that they tell of. Leaves: the events whose change was made, also by a process that
 * was killed in between. Knows nothing of HTTP, and never forgets an event without saying so.
 */
@NullMarked
package dev.crossdock.registry.notifications.outbox;

import org.jspecify.annotations.NullMarked;

// tidy: types one storage format, its reader, its writer, and the values that they share
