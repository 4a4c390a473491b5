package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.contract.LedgerContract;
import dev.crossdock.replication.fake.World;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in SQLite keeps what every ledger promises, beyond the life of a process. */
final class SqliteLedgerTest extends LedgerContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // By JUnit.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState state;

    @BeforeEach
    void open() {
        state = SqliteState.open(folder, clock);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Override
    protected Ledger ledger() {
        return state.ledger();
    }

    @Test
    void reopened_knowsRunsMarksAndTickets() {
        Run run = run("r", World.ROUTE, NOON);
        ledger().open(run);
        ledger().markDone(run.key(), List.of(IMAGE.blob(1).digest()));
        ledger().write(new Ticket("t", Ticket.State.COPYING, "1 blob", NOON));
        state.close();
        open();
        assertThat(ledger().find(run.key())).contains(run);
        assertThat(ledger().unmarked(run.key())).hasSize(2);
        assertThat(ledger().ticket("t")).map(Ticket::state).contains(Ticket.State.COPYING);
    }

    @Test
    void prune_forgetsFinishedRuns() {
        ledger().open(run("old", World.ROUTE, NOON));
        ledger().settle(World.ROUTE, NOON, Outcome.PUBLISHED);
        clock.pass(Duration.ofDays(2));
        ledger().open(run("new", World.ROUTE, clock.instant()));
        ledger().settle(World.ROUTE, clock.instant(), Outcome.UNCHANGED);
        assertThat(ledger().prune(NOON)).as("ended at noon, not before").isZero();
        assertThat(ledger().prune(NOON.plus(Duration.ofDays(1)))).isEqualTo(1);
        assertThat(ledger().prune(clock.instant().plusMillis(1))).isEqualTo(1);
    }

    @Test
    void endedRuns_leaveNoMarks() throws SQLException {
        ledger().open(run("r", World.ROUTE, NOON));
        ledger().markDone(key("r"), List.of(IMAGE.blob(0).digest()));
        ledger().settle(World.ROUTE, NOON, Outcome.PUBLISHED);
        ledger().markDone(key("r"), List.of(IMAGE.blob(1).digest()));
        ledger().markDone(key("never opened"), List.of(IMAGE.blob(1).digest()));
        state.close();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crossdock.db"));
                Statement statement = database.createStatement()) {
            assertThat(statement.executeQuery("SELECT count(*) FROM marks").getInt(1)).isZero();
        }
    }
}
