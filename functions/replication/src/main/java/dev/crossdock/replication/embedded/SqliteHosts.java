package dev.crossdock.replication.embedded;

import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What was seen of hosts, in SQLite, in the same file as the queue. */
final class SqliteHosts implements HostMemory {
    /** Proxies and registries get mended: after so long, a host shows anew what it does. */
    static final Duration LONGEST_KEPT = Duration.ofDays(7);

    private final GroupCommit commit;
    private final InstantSource clock;

    SqliteHosts(GroupCommit commit, InstantSource clock) {
        this.commit = commit;
        this.clock = clock;
    }

    @Override
    public Optional<HostTraits.Uploads> recall(String host) {
        Sql prune = new Sql("DELETE FROM hosts WHERE at < ?", clock.instant().minus(LONGEST_KEPT).toEpochMilli());
        Sql read = new Sql("SELECT chunks, largest_chunk, largest_body, status_reliable FROM hosts WHERE host = ?",
                host);
        return commit.call(database -> {
            prune.update(database);
            return read.query(database, SqliteHosts::read);
        }).stream().findFirst();
    }

    private static HostTraits.Uploads read(ResultSet row) throws SQLException {
        return new HostTraits.Uploads(row.getBoolean(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
    }

    @Override
    public void remember(String host, HostTraits.Uploads seen) {
        Sql insert = new Sql("""
                INSERT OR REPLACE INTO hosts (host, chunks, largest_chunk, largest_body, status_reliable, at)
                VALUES (?, ?, ?, ?, ?, ?)""", host, seen.chunks(), seen.largestChunk(), seen.largestBody(),
                seen.statusReliable(), clock.millis());
        commit.call(insert::update);
    }
}
