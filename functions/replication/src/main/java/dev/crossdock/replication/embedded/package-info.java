/**
 * Runs the steps in one process, with queue and ledger in one SQLite file: the driver of {@code crossdock serve}.
 *
 * <p>One process owns a state folder. What was sent survives a kill at any moment: every transaction is synced before it
 * is acknowledged, and many share one sync. What was handed out when the process died is handed out again.
 */
@NullMarked
package dev.crossdock.replication.embedded;

import org.jspecify.annotations.NullMarked;
