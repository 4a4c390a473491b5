package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How works come together and fail apart. */
final class GroupCommitTest {
    private final AtomicInteger commits = new AtomicInteger();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private GroupCommit commit;

    @BeforeEach
    void open(@TempDir Path folder) throws SQLException {
        Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
        }
        database.setAutoCommit(false);
        commit = new GroupCommit(counting(database));
    }

    @AfterEach
    void close() throws SQLException {
        commit.close();
        callers.shutdownNow();
    }

    /** The connection, with its commits counted. */
    private Connection counting(Connection database) {
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commits.incrementAndGet();
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private int insert(int number) {
        return commit.call(new Sql("INSERT INTO numbers VALUES (?)", number)::update);
    }

    private List<Integer> numbers() {
        return commit.call(database -> new Sql("SELECT n FROM numbers ORDER BY n").query(database,
                row -> row.getInt(1)));
    }

    /** Holds up the database's thread until the latch is down, so that what is called meanwhile is one group. */
    private CompletableFuture<Boolean> block(CountDownLatch until) {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> blocked = CompletableFuture.supplyAsync(() -> commit.call(_ -> {
            begun.countDown();
            return awaited(until);
        }), callers);
        assertThat(awaited(begun)).isTrue();
        return blocked;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<CompletableFuture<Integer>> insertTogether(List<Integer> values) {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> blocked = block(go);
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int value : values) {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            all.add(result);
            threads.add(Thread.ofPlatform().daemon().start(() -> settle(result, value)));
        }
        // Each has put its work in the line and waits for the result.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        go.countDown();
        assertThat(blocked.join()).isTrue();
        return all;
    }

    private void settle(CompletableFuture<Integer> result, int value) {
        try {
            result.complete(insert(value));
        } catch (StateException e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void callers_shareACommit() {
        List<CompletableFuture<Integer>> all = insertTogether(List.of(1, 2, 3, 4, 5, 6, 7, 8));
        all.forEach(each -> assertThat(each.join()).isEqualTo(1));
        assertThat(commits).as("one for who blocked, one for the rest").hasValue(2);
        assertThat(numbers()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void failingWork_failsAlone() {
        assertThat(insert(3)).isEqualTo(1);
        List<CompletableFuture<Integer>> all = insertTogether(List.of(1, 2, 3, 4));
        for (int i : new int[]{0, 1, 3}) {
            assertThat(all.get(i).join()).isEqualTo(1);
        }
        assertThatThrownBy(all.get(2)::join).hasCauseInstanceOf(StateException.class)
                .hasMessageContaining("UNIQUE constraint failed");
        assertThat(numbers()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void halfOfAFailingWork_isRolledBack() {
        assertThatThrownBy(() -> commit.call(database -> {
            new Sql("INSERT INTO numbers VALUES (?)", 1).update(database);
            return new Sql("INSERT INTO numbers VALUES (?)", 1).update(database);
        })).isInstanceOf(StateException.class);
        assertThat(numbers()).isEmpty();
    }

    @Test
    void workThatThrows_isHeardOfByItsCaller() {
        assertThatThrownBy(() -> commit.call(_ -> {
            throw new IllegalArgumentException("a bug");
        })).isInstanceOf(StateException.class).hasMessageContaining("a bug");
        assertThat(insert(1)).as("the thread lives on").isEqualTo(1);
    }

    @Test
    void close_dealsWithWhatWaits() throws SQLException {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> blocked = CompletableFuture.supplyAsync(() -> commit.call(_ -> {
            go.countDown();
            return true;
        }), callers);
        assertThat(awaited(go)).isTrue();
        commit.close();
        assertThat(blocked.join()).isTrue();
        assertThatThrownBy(() -> insert(1)).isInstanceOf(StateException.class).hasMessageContaining("closed");
    }

    @Test
    void callersDuringClose_areAllAnswered(@TempDir Path folder) throws SQLException {
        for (int round = 0; round < 30; round++) {
            GroupCommit closing = new GroupCommit(inMemory(folder.resolve(round + ".db")));
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(4);
            for (int caller = 0; caller < 4; caller++) {
                all.add(CompletableFuture.supplyAsync(() -> callUntilClosed(closing, begun), callers));
            }
            assertThat(awaited(begun)).isTrue();
            closing.close();
            assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private static Connection inMemory(Path file) throws SQLException {
        Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        database.setAutoCommit(false);
        return database;
    }

    private static boolean callUntilClosed(GroupCommit closing, CountDownLatch begun) {
        try {
            while (true) {
                assertThat(closing.<Integer>call(_ -> 1)).isEqualTo(1);
                begun.countDown();
            }
        } catch (StateException e) {
            return true;
        }
    }
}
