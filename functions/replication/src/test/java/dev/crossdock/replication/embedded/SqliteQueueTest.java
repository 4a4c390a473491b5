package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.contract.QueueContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue in SQLite keeps what every queue promises, beyond the life of a process. */
final class SqliteQueueTest extends QueueContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // By JUnit.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState state;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState realTime;

    @BeforeEach
    void open() {
        state = SqliteState.open(folder.resolve("state"), clock);
        realTime = SqliteState.open(folder.resolve("real"), InstantSource.system());
    }

    @AfterEach
    void close() {
        state.close();
        realTime.close();
    }

    @Override
    protected Queue queue() {
        return state.queue();
    }

    @Override
    protected Queue realTime() {
        return realTime.queue();
    }

    private void reopen() {
        state.close();
        state = SqliteState.open(folder.resolve("state"), clock);
    }

    @Test
    void sent_isReceivedInOrder() {
        send("a", "b", "c");
        assertThat(runs(receive(2))).containsExactly("a", "b");
        assertThat(runs(receive(2))).containsExactly("c");
    }

    @Test
    void reopened_handsOutAgainWhatWasHandedOut() {
        send("a", "b", "c");
        queue().done(one());
        Queue.Received interrupted = one();
        queue().failed(one(), Duration.ofMinutes(1));
        reopen();
        List<Queue.Received> received = receive(5);
        assertThat(runs(received)).as("c waits for its minute").containsExactly("b");
        assertThat(received.getFirst().receipt()).isNotEqualTo(interrupted.receipt());
        clock.pass(Duration.ofMinutes(1));
        assertThat(receive(5)).hasSizeGreaterThanOrEqualTo(1).anySatisfy(it -> {
            assertThat(runs(List.of(it))).containsExactly("c");
            assertThat(it.failures()).isEqualTo(1);
        });
    }

    @Test
    void reopened_keepsDelaysAndDeadLetters() {
        queue().send(
                List.of(new Queue.Outgoing(publish("later"), java.util.Optional.of(clock.instant().plusSeconds(9)))));
        send("bad");
        queue().bury(one(), "denied");
        reopen();
        assertThat(receive(5)).isEmpty();
        assertThat(queue().deadLetters(5)).extracting(Queue.DeadLetter::reason).containsExactly("denied");
        clock.pass(Duration.ofSeconds(9));
        assertThat(runs(receive(5))).containsExactly("later");
    }

    @Test
    void killed_losesNothingThatWasSent() {
        send("a", "b", "c");
        queue().done(one());
        one();
        Path left = Crash.copy(folder.resolve("state"), folder.resolve("copy"));
        try (SqliteState after = SqliteState.open(left, clock)) {
            List<Queue.Received> received = after.queue().receive(Step.PUBLISH, 5, HIDDEN, Duration.ZERO);
            assertThat(runs(received)).containsExactlyInAnyOrder("b", "c");
            received.forEach(after.queue()::done);
            assertThat(after.queue().depth(Step.PUBLISH)).isZero();
        }
    }

    @Test
    void receiptOfTheProcessBefore_changesNothing() {
        send("a");
        Queue.Received before = one();
        reopen();
        queue().done(before);
        queue().bury(before, "late");
        Queue.Received now = one();
        queue().done(before);
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(1);
        queue().done(now);
        assertThat(queue().depth(Step.PUBLISH)).isZero();
    }

    @Test
    void unreadableBody_isADeadLetterAndHoldsUpNothing() throws SQLException {
        send("before");
        state.close();
        insert("{\"kind\":\"of a newer version\"}");
        insert("not even JSON");
        state = SqliteState.open(folder.resolve("state"), clock);
        send("after");
        assertThat(runs(receive(10))).containsExactly("before", "after");
        assertThat(receive(10)).isEmpty();
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(2);
        assertThat(queue().deadLetters(5)).as("kept for who can read them").hasSize(2)
                .allSatisfy(it -> assertThat(it.message()).isEmpty())
                .extracting(Queue.DeadLetter::step).containsOnly(Step.PUBLISH);
        assertThat(dead()).isEqualTo(2);
    }

    @Test
    void unreadableBodyAlone_letsTheNextOneThrough() throws SQLException {
        state.close();
        insert("{}");
        state = SqliteState.open(folder.resolve("state"), clock);
        assertThat(receive(1)).isEmpty();
        send("after");
        assertThat(runs(receive(1))).containsExactly("after");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state").resolve("crossdock.db"));
    }

    private void insert(String body) throws SQLException {
        try (Connection database = connect();
                PreparedStatement insert = database.prepareStatement(
                        "INSERT INTO messages (step, body, visible_at, sent_at) VALUES ('PUBLISH', ?, 0, 0)")) {
            insert.setString(1, body);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private int dead() throws SQLException {
        state.close();
        try (Connection database = connect();
                PreparedStatement count = database
                        .prepareStatement("SELECT count(*) FROM messages WHERE reason LIKE '%no message%'")) {
            return count.executeQuery().getInt(1);
        }
    }
}
