package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Queue;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The state of one {@code crossdock serve}: queue and ledger in one SQLite file of a folder that one process owns. */
public final class SqliteState implements AutoCloseable {
    /** 2: runs hold what belongs to an image. What version 1 wrote is read as it is. */
    private static final int SCHEMA_VERSION = 2;
    private static final int CHECKPOINT_PAGES = 4_000;

    private final StateLock lock;
    private final GroupCommit commit;
    private final SqliteQueue queue;
    private final SqliteLedger ledger;
    private final SqliteCheckpoints checkpoints;
    private final SqliteHosts hosts;

    private SqliteState(StateLock lock, Connection database, InstantSource clock) {
        this.lock = lock;
        this.commit = new GroupCommit(database);
        this.queue = new SqliteQueue(commit, clock);
        this.ledger = new SqliteLedger(commit, clock);
        this.checkpoints = new SqliteCheckpoints(commit, clock);
        this.hosts = new SqliteHosts(commit, clock);
    }

    /**
     * Opens the folder's state, and makes both where they are missing. Throws {@link StateInUseException} where another
     * process has it, {@link StateException} where it cannot be read.
     */
    public static SqliteState open(Path folder, InstantSource clock) {
        try {
            Files.createDirectories(folder);
            StateLock lock = new StateLock(folder);
            try {
                return new SqliteState(lock, connect(ownersAlone(folder.resolve("crossdock.db"))), clock);
            } catch (SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new StateException("cannot open %s: %s".formatted(folder, e), e);
        }
    }

    /** It holds the addresses of open uploads, and whoever knows one may write to it. SQLite's other files follow it. */
    private static Path ownersAlone(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        Connection database = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = database.createStatement()) {
            int version = statement.executeQuery("PRAGMA user_version").getInt(1);
            if (version > SCHEMA_VERSION) {
                throw new SQLException("%s was written by a newer crossdock (schema %d, this one knows %d)"
                        .formatted(file, version, SCHEMA_VERSION));
            }
            statement.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
            for (String each : Schema.STATEMENTS) {
                statement.execute(each);
            }
            statement.execute("PRAGMA user_version=" + SCHEMA_VERSION);
        } catch (SQLException e) {
            database.close();
            throw e;
        }
        database.setAutoCommit(false);
        return database;
    }

    /** The queue. */
    public Queue queue() {
        return queue;
    }

    /** The ledger. */
    public Ledger ledger() {
        return ledger;
    }

    /** From where blobs on their way go on. */
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /** What was seen of hosts. */
    public HostMemory hosts() {
        return hosts;
    }

    /** Commits what waits, and lets go of the folder. */
    @Override
    public void close() {
        try {
            commit.close();
        } catch (SQLException e) {
            throw new StateException("cannot close: " + e, e);
        } finally {
            lock.close();
        }
    }
}
