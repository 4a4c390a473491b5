package dev.crossdock.replication.embedded;

import java.util.List;

/**
 * The tables. Times are milliseconds since 1970.
 *
 * <pre>
 * messages  id · step · body (JSON) · visible_at · leased (1 while handed out) · receipt (counts deliveries)
 *           · failures · sent_at · reason (not null: a dead letter) · died_at
 * runs      job · run · route · body (JSON) · opened_at · ended_at · outcome
 * marks     run · digest: a blob of an open run that is in the target
 * tickets   id · state · detail · at
 * checkpoints  place · digest · media_type · size · address · format · reached · hash · at: a blob on its way to a target
 * hosts     host · chunks · largest_chunk · largest_body · status_reliable · at: what was seen of a registry's host
 * </pre>
 */
final class Schema {
    static final List<String> STATEMENTS = List.of("""
            CREATE TABLE IF NOT EXISTS messages (
              id INTEGER PRIMARY KEY AUTOINCREMENT, step TEXT NOT NULL, body TEXT NOT NULL,
              visible_at INTEGER NOT NULL, leased INTEGER NOT NULL DEFAULT 0, receipt INTEGER NOT NULL DEFAULT 0,
              failures INTEGER NOT NULL DEFAULT 0, sent_at INTEGER NOT NULL, reason TEXT, died_at INTEGER)""",
            "CREATE INDEX IF NOT EXISTS messages_ready ON messages (step, visible_at, id) WHERE reason IS NULL",
            "CREATE INDEX IF NOT EXISTS messages_dead ON messages (id) WHERE reason IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS runs (
                      run TEXT PRIMARY KEY, job TEXT NOT NULL, route TEXT NOT NULL, body TEXT NOT NULL,
                      opened_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT) WITHOUT ROWID""",
            "CREATE INDEX IF NOT EXISTS runs_open ON runs (route, opened_at) WHERE ended_at IS NULL",
            "CREATE INDEX IF NOT EXISTS runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS marks (
                      run TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (run, digest)) WITHOUT ROWID""",
            """
                    CREATE TABLE IF NOT EXISTS tickets (
                      id TEXT PRIMARY KEY, state TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID""",
            "CREATE INDEX IF NOT EXISTS tickets_at ON tickets (at)", """
                    CREATE TABLE IF NOT EXISTS checkpoints (
                      place TEXT NOT NULL, digest TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
                      address TEXT NOT NULL, format TEXT NOT NULL, reached INTEGER NOT NULL, hash BLOB NOT NULL,
                      at INTEGER NOT NULL, PRIMARY KEY (place, digest)) WITHOUT ROWID""", """
                    CREATE TABLE IF NOT EXISTS hosts (
                      host TEXT PRIMARY KEY, chunks INTEGER NOT NULL, largest_chunk INTEGER NOT NULL,
                      largest_body INTEGER NOT NULL, status_reliable INTEGER NOT NULL, at INTEGER NOT NULL)
                    WITHOUT ROWID""",
            // What was handed out when the last process ended, by whatever end, is handed out again.
            "UPDATE messages SET leased = 0, visible_at = 0 WHERE leased = 1");

    private Schema() {}
}
