package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.contract.QueueContract;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a state folder is opened, owned and closed. */
final class SqliteStateTest {
    private final TestClock clock = new TestClock();

    @Test
    void folder_isMadeWithAllAboveIt(@TempDir Path root) {
        Path folder = root.resolve("a/b/c");
        try (SqliteState state = SqliteState.open(folder, clock)) {
            assertThat(state.queue().depth(Step.PLAN)).isZero();
        }
        assertThat(folder.resolve("crossdock.db")).exists();
    }

    @Test
    void secondOpen_isRefusedAndNamesTheFirst(@TempDir Path folder) {
        try (SqliteState first = SqliteState.open(folder, clock)) {
            assertThatThrownBy(() -> SqliteState.open(folder, clock)).isInstanceOf(StateInUseException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            first.queue().send(List.of(Queue.Outgoing.now(QueueContract.publish("still works"))));
        }
        try (SqliteState next = SqliteState.open(folder, clock)) {
            assertThat(next.queue().depth(Step.PUBLISH)).isEqualTo(1);
        }
    }

    @Test
    void lockFileOfADeadProcess_isNoObstacle(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("lock"), "4194303999\nand a long rest of what was written\n");
        try (SqliteState state = SqliteState.open(folder, clock)) {
            assertThat(state.queue().depth(Step.PLAN)).isZero();
            assertThat(folder.resolve("lock")).hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void newerSchema_isRefusedAndTheFolderLetGo(@TempDir Path folder) throws SQLException {
        SqliteState.open(folder, clock).close();
        version(folder, 99);
        assertThatThrownBy(() -> SqliteState.open(folder, clock)).isInstanceOf(StateException.class)
                .hasMessageContaining("newer crossdock").hasMessageContaining("schema 99");
        version(folder, 1);
        SqliteState.open(folder, clock).close();
    }

    private static void version(Path folder, int version) throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crossdock.db"));
                Statement statement = database.createStatement()) {
            statement.executeUpdate("PRAGMA user_version=" + version);
        }
    }

    @Test
    void damagedFile_isNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("crossdock.db"),
                "this is no database, and long enough to be one. ".repeat(99));
        assertThatThrownBy(() -> SqliteState.open(folder, clock)).isInstanceOf(StateException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void folderThatIsAFile_isNamed(@TempDir Path root) throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> SqliteState.open(file, clock)).isInstanceOf(StateException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void closed_refusesWork(@TempDir Path folder) {
        SqliteState state = SqliteState.open(folder, clock);
        state.close();
        assertThatThrownBy(() -> state.queue().depth(Step.PLAN)).isInstanceOf(StateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void writes_areSyncedBeforeTheyAreAcknowledged(@TempDir Path folder) throws SQLException {
        try (SqliteState state = SqliteState.open(folder, clock)) {
            state.queue().send(List.of(Queue.Outgoing.now(QueueContract.publish("a"))));
            try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crossdock.db"));
                    Statement statement = reader.createStatement()) {
                assertThat(statement.executeQuery("SELECT count(*) FROM messages").getInt(1)).isEqualTo(1);
                assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1)).isEqualTo("wal");
            }
        }
    }
}
