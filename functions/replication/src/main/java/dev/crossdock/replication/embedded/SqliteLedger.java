package dev.crossdock.replication.embedded;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The ledger in SQLite, in the same file as the queue. */
final class SqliteLedger implements Ledger {
    private final GroupCommit commit;
    private final InstantSource clock;

    SqliteLedger(GroupCommit commit, InstantSource clock) {
        this.commit = commit;
        this.clock = clock;
    }

    @Override
    public void open(Run run) {
        Sql insert = new Sql("INSERT OR REPLACE INTO runs (run, job, route, body, opened_at) VALUES (?, ?, ?, ?, ?)",
                run.key().run(), run.key().job(), run.route().toString(), MessageCodec.encodeRun(run),
                run.openedAt().toEpochMilli());
        commit.call(insert::update);
    }

    @Override
    public Optional<Run> find(RunKey key) {
        return commit.call(database -> find(database, key));
    }

    private static Optional<Run> find(Connection database, RunKey key) throws SQLException {
        return new Sql("SELECT body FROM runs WHERE run = ? AND ended_at IS NULL", key.run())
                .query(database, row -> MessageCodec.decodeRun(row.getString(1))).stream().findFirst();
    }

    @Override
    public void markDone(RunKey key, Collection<Digest> blobs) {
        // A copy that ends after its run leaves no mark behind: nothing would ever forget it.
        mark("INSERT OR IGNORE INTO marks (run, digest) SELECT run, ?2 FROM runs WHERE run = ?1 AND ended_at IS NULL",
                key, blobs);
    }

    @Override
    public void markMissing(RunKey key, Collection<Digest> blobs) {
        mark("DELETE FROM marks WHERE run = ? AND digest = ?", key, blobs);
    }

    private void mark(String statement, RunKey key, Collection<Digest> blobs) {
        if (blobs.isEmpty()) {
            return;
        }
        List<Digest> digests = List.copyOf(blobs);
        commit.call(database -> {
            for (Digest digest : digests) {
                new Sql(statement, key.run(), digest.toString()).update(database);
            }
            return digests.size();
        });
    }

    @Override
    public List<Descriptor> unmarked(RunKey key) {
        return commit.call(database -> {
            Set<String> marks = new HashSet<>(new Sql("SELECT digest FROM marks WHERE run = ?", key.run())
                    .query(database, row -> row.getString(1)));
            return find(database, key).map(Run::blobs).orElse(List.of()).stream()
                    .filter(blob -> !marks.contains(blob.digest().toString())).toList();
        });
    }

    @Override
    public void settle(Route route, Instant until, Outcome outcome, Predicate<Run> ended) {
        Sql open = new Sql("SELECT body FROM runs WHERE route = ? AND opened_at <= ? AND ended_at IS NULL",
                route.toString(), until.toEpochMilli());
        commit.call(database -> {
            for (Run run : open.query(database, row -> MessageCodec.decodeRun(row.getString(1)))) {
                if (ended.test(run)) {
                    String key = run.key().run();
                    new Sql("UPDATE runs SET ended_at = ?, outcome = ? WHERE run = ?", clock.millis(), outcome.name(),
                            key).update(database);
                    new Sql("DELETE FROM marks WHERE run = ?", key).update(database);
                }
            }
            return true;
        });
    }

    @Override
    public List<Route> openRoutes(Instant before, int maximum) {
        Sql list = new Sql("""
                SELECT body, min(opened_at) AS first FROM runs WHERE ended_at IS NULL AND opened_at < ?
                GROUP BY route ORDER BY first LIMIT ?""", before.toEpochMilli(), maximum);
        Set<Route> routes = new LinkedHashSet<>(
                commit.call(database -> list.query(database, row -> MessageCodec.decodeRun(row.getString(1)).route())));
        return List.copyOf(routes);
    }

    @Override
    public int prune(Instant before) {
        long time = before.toEpochMilli();
        return commit.call(
                database -> new Sql("DELETE FROM runs WHERE ended_at < ? OR opened_at < ?", time, time).update(database)
                        + new Sql("DELETE FROM tickets WHERE at < ?", time).update(database));
    }

    @Override
    public void write(Ticket ticket) {
        Sql insert = new Sql("INSERT OR REPLACE INTO tickets (id, state, detail, at) VALUES (?, ?, ?, ?)", ticket.id(),
                ticket.state().name(), ticket.detail(), ticket.at().toEpochMilli());
        commit.call(insert::update);
    }

    @Override
    public Optional<Ticket> ticket(String id) {
        Sql read = new Sql("SELECT state, detail, at FROM tickets WHERE id = ?", id);
        return commit
                .call(database -> read.query(database, row -> new Ticket(id, Ticket.State.valueOf(row.getString(1)),
                        row.getString(2), Instant.ofEpochMilli(row.getLong(3)))))
                .stream().findFirst();
    }
}
