/**
 * The steps of a replication, the messages between them, and the ports that a driver gives them.
 *
 * <p>Enters: notifications, requests of people, the sweep. Leaves: tags in target registries, and outcomes in the ledger.
 * A step is one class with one method, {@code (message, deadline) → messages to send}; it may run twice, at the same
 * time, stop half way or run late. The steps know no Lambda, no SQS and no SQLite: drivers run them
 * ({@link dev.crossdock.replication.memory}, {@link dev.crossdock.replication.embedded}).
 */
// tidy: public ports, messages and steps are what every driver is made of
@NullMarked
package dev.crossdock.replication;

import org.jspecify.annotations.NullMarked;
