package dev.crossdock.replication.embedded;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The checkpoints in SQLite, in the same file as the queue: a process that is killed goes on from them. */
final class SqliteCheckpoints implements Checkpoints {
    /**
     * Below, a blob that starts again costs less than what a hash that can be kept costs all others: at 100 MB/s it is
     * 2.5 s for one restart, and a second of CPU for each blob (decision 0004).
     */
    static final long LEAST_BLOB = 256L << 20;
    /** Registries forget uploads: distribution after a week. */
    static final Duration LONGEST_KEPT = Duration.ofDays(7);

    private final GroupCommit commit;
    private final InstantSource clock;

    SqliteCheckpoints(GroupCommit commit, InstantSource clock) {
        this.commit = commit;
        this.clock = clock;
    }

    @Override
    public long leastBlob() {
        return LEAST_BLOB;
    }

    @Override
    public Optional<Checkpoint> find(String place, Digest blob) {
        Sql prune = new Sql("DELETE FROM checkpoints WHERE at < ?", clock.instant().minus(LONGEST_KEPT).toEpochMilli());
        Sql read = new Sql("""
                SELECT media_type, size, address, format, reached, hash FROM checkpoints
                WHERE place = ? AND digest = ?""", place, blob.toString());
        return commit.call(database -> {
            prune.update(database);
            return read.query(database, row -> read(place, blob, row));
        }).stream().flatMap(Optional::stream).findFirst();
    }

    /** One that cannot be is none. */
    private static Optional<Checkpoint> read(String place, Digest blob, ResultSet row) throws SQLException {
        try {
            return Optional.of(new Checkpoint(place, new Descriptor(row.getString(1), blob, row.getLong(2)),
                    row.getString(3), new Hasher.State(row.getString(4), row.getLong(5), row.getBytes(6))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void save(Checkpoint checkpoint) {
        Descriptor blob = checkpoint.blob();
        Sql insert = new Sql("""
                INSERT OR REPLACE INTO checkpoints
                (place, digest, media_type, size, address, format, reached, hash, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""", checkpoint.place(), blob.digest().toString(), blob.mediaType(),
                blob.size(), checkpoint.address(), checkpoint.hash().format(), checkpoint.offset(),
                checkpoint.hash().encoded(), clock.millis());
        commit.call(insert::update);
    }

    @Override
    public void remove(String place, Digest blob) {
        Sql delete = new Sql("DELETE FROM checkpoints WHERE place = ? AND digest = ?", place, blob.toString());
        commit.call(delete::update);
    }
}
