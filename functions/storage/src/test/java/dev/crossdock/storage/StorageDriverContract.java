package dev.crossdock.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every driver promises. */
public abstract class StorageDriverContract {
    private static final StoragePath OBJECT = new StoragePath("a/b/object");
    private static final StoragePath OTHER = new StoragePath("c/other");
    private static final int LIMIT = 1 << 20;

    private StorageDriver driver;

    /** Opens a driver on a fresh root, or again on the root of this test. */
    protected abstract StorageDriver open();

    @BeforeEach
    void openDriver() {
        driver = open();
    }

    @AfterEach
    void closeDriver() {
        driver.close();
    }

    @ParameterizedTest
    @EnumSource
    void write_thenLoad_givesTheBytes(Durability durability) {
        driver.write(OBJECT, bytes("first"), durability);

        assertThat(load(OBJECT)).isEqualTo("first");
    }

    @ParameterizedTest
    @EnumSource
    void write_again_replacesTheWhole(Durability durability) {
        driver.write(OBJECT, bytes("a longer first"), durability);

        driver.write(OBJECT, bytes("second"), durability);

        assertThat(load(OBJECT)).isEqualTo("second");
    }

    @Test
    void write_empty_isAnObject() {
        driver.write(OBJECT, new byte[0], Durability.SYNCED);

        assertThat(driver.load(OBJECT, LIMIT)).hasValue(new byte[0]);
        assertThat(driver.stat(OBJECT)).hasValueSatisfying(stat -> assertThat(stat.isObject()).isTrue());
    }

    @Test
    void load_absent_isEmpty() {
        assertThat(driver.load(OBJECT, LIMIT)).isEmpty();
    }

    @Test
    void load_tree_isEmpty() {
        driver.write(OBJECT, bytes("x"), Durability.SYNCED);

        assertThat(driver.load(new StoragePath("a/b"), LIMIT)).isEmpty();
    }

    @Test
    void load_beneathObject_isEmpty() {
        driver.write(OBJECT, bytes("x"), Durability.SYNCED);

        assertThat(driver.load(OBJECT.resolve("beneath"), LIMIT)).isEmpty();
        assertThat(driver.stat(OBJECT.resolve("beneath"))).isEmpty();
    }

    @Test
    void load_beyondItsLimit_saysHowMuchThereIs() {
        driver.write(OBJECT, bytes("four"), Durability.SYNCED);

        assertThatThrownBy(() -> driver.load(OBJECT, 3)).isInstanceOf(StorageException.class)
                .hasMessageContaining("4 bytes").hasMessageContaining("at most 3");
        assertThat(driver.load(OBJECT, 4)).isPresent();
    }

    @Test
    void read_range_givesThatPart() throws IOException {
        driver.write(OBJECT, bytes("0123456789"), Durability.SYNCED);

        assertThat(read(OBJECT, 0, Long.MAX_VALUE)).isEqualTo("0123456789");
        assertThat(read(OBJECT, 3, 4)).isEqualTo("3456");
        assertThat(read(OBJECT, 8, 100)).isEqualTo("89");
        assertThat(read(OBJECT, 10, 1)).isEmpty();
        assertThat(read(OBJECT, 99, 1)).isEmpty();
    }

    @Test
    void read_absent_isEmpty() {
        assertThat(driver.read(OBJECT, 0, 1)).isEmpty();
    }

    @Test
    void read_whileReplaced_keepsItsOwnBytes() throws IOException {
        driver.write(OBJECT, bytes("before"), Durability.SYNCED);
        try (StoredBody body = driver.read(OBJECT, 0, Long.MAX_VALUE).orElseThrow()) {
            driver.write(OBJECT, bytes("behind"), Durability.SYNCED);

            assertThat(text(body)).isEqualTo("before");
        }
    }

    @Test
    void putIfAbsent_secondTime_changesNothing() {
        assertThat(driver.putIfAbsent(OBJECT, bytes("first"))).isTrue();
        assertThat(driver.putIfAbsent(OBJECT, bytes("second"))).isFalse();

        assertThat(load(OBJECT)).isEqualTo("first");
        assertThat(driver.list(new StoragePath("a/b"), "", 10)).containsExactly("object");
    }

    @Test
    void putIfAbsent_byManyAtOnce_oneWins() throws Exception {
        int callers = 8;
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                byte[] own = bytes("caller " + i);
                answers.add(threads.submit(() -> {
                    start.await();
                    return driver.putIfAbsent(OBJECT, own);
                }));
            }
            start.countDown();
            int winner = -1;
            for (int i = 0; i < callers; i++) {
                if (answers.get(i).get()) {
                    assertThat(winner).isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(load(OBJECT)).isEqualTo("caller " + winner);
        }
    }

    @Test
    void list_namesBeneath_inOrderOfTheirCharacters() {
        for (String name : List.of("b", "a-b", "B", "a", "a.b", "10", "9")) {
            driver.write(OTHER.resolve(name + "/link"), bytes("x"), Durability.RELAXED);
        }
        assertThat(driver.list(OTHER, "", 100)).containsExactly("10", "9", "B", "a", "a-b", "a.b", "b");
    }

    @Test
    void list_afterAndLimit_givePages() {
        IntStream.range(0, 10).forEach(i -> driver.write(OTHER.resolve("n" + i), bytes("x"), Durability.RELAXED));

        assertThat(driver.list(OTHER, "", 3)).containsExactly("n0", "n1", "n2");
        assertThat(driver.list(OTHER, "n2", 3)).containsExactly("n3", "n4", "n5");
        assertThat(driver.list(OTHER, "n25", 2)).containsExactly("n3", "n4");
        assertThat(driver.list(OTHER, "n9", 3)).isEmpty();
        assertThat(driver.list(OTHER, "", 0)).isEmpty();
    }

    @Test
    void list_absentOrObject_isEmpty() {
        driver.write(OBJECT, bytes("x"), Durability.SYNCED);

        assertThat(driver.list(OTHER, "", 10)).isEmpty();
        assertThat(driver.list(OBJECT, "", 10)).isEmpty();
    }

    @Test
    void stat_tellsObjectFromTree() {
        driver.write(OBJECT, bytes("four"), Durability.SYNCED);

        assertThat(driver.stat(OBJECT).orElseThrow().size()).isEqualTo(4);
        assertThat(driver.stat(OBJECT).orElseThrow().kind()).isEqualTo(StoredStat.Kind.OBJECT);
        assertThat(driver.stat(new StoragePath("a")).orElseThrow().kind()).isEqualTo(StoredStat.Kind.TREE);
        assertThat(driver.stat(OTHER)).isEmpty();
    }

    @Test
    void move_takesTheObjectAway() {
        driver.write(OBJECT, bytes("moved"), Durability.SYNCED);
        driver.write(OTHER, bytes("replaced"), Durability.SYNCED);

        driver.move(OBJECT, OTHER);

        assertThat(load(OTHER)).isEqualTo("moved");
        assertThat(driver.stat(OBJECT)).isEmpty();
    }

    @Test
    void move_absent_fails() {
        assertThatThrownBy(() -> driver.move(OBJECT, OTHER)).isInstanceOf(StorageException.class)
                .hasMessageContaining("a/b/object").hasMessageContaining("c/other");
    }

    @ParameterizedTest
    @EnumSource
    void delete_tree_takesEverythingBeneath(Durability durability) {
        driver.write(OBJECT, bytes("x"), Durability.SYNCED);
        driver.write(new StoragePath("a/b/deep/er"), bytes("x"), Durability.SYNCED);
        driver.write(new StoragePath("a/bb"), bytes("sibling"), Durability.SYNCED);

        assertThat(driver.delete(new StoragePath("a/b"), durability)).isTrue();

        assertThat(driver.stat(new StoragePath("a/b"))).isEmpty();
        assertThat(load(new StoragePath("a/bb"))).isEqualTo("sibling");
    }

    @Test
    void delete_object_leavesItsNeighbours() {
        driver.write(OBJECT, bytes("x"), Durability.SYNCED);
        driver.write(new StoragePath("a/b/next"), bytes("stays"), Durability.SYNCED);

        assertThat(driver.delete(OBJECT, Durability.SYNCED)).isTrue();

        assertThat(driver.load(OBJECT, LIMIT)).isEmpty();
        assertThat(load(new StoragePath("a/b/next"))).isEqualTo("stays");
    }

    @Test
    void delete_absent_isFalse() {
        assertThat(driver.delete(OBJECT, Durability.SYNCED)).isFalse();
        assertThat(driver.delete(new StoragePath("no/such/tree"), Durability.RELAXED)).isFalse();
    }

    @Test
    void write_whileRead_isNeverSeenHalf() throws Exception {
        byte[][] versions = {filled('a', 70_000), filled('b', 90_000), filled('c', 10)};
        driver.write(OBJECT, versions[0], Durability.RELAXED);
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> reader = threads.submit(() -> countWhole(isOver));
            for (int i = 0; i < 300; i++) {
                driver.write(OBJECT, versions[i % versions.length], Durability.RELAXED);
            }
            isOver.set(true);
            assertThat(reader.get()).isPositive();
        }
    }

    private int countWhole(AtomicBoolean isOver) {
        int whole = 0;
        do {
            byte[] seen = driver.load(OBJECT, LIMIT).orElseThrow();
            assertThat(seen).isEqualTo(filled((char) seen[0], seen.length));
            assertThat(seen.length).isIn(70_000, 90_000, 10);
            whole++;
        } while (!isOver.get());
        return whole;
    }

    private String load(StoragePath path) {
        return new String(driver.load(path, LIMIT).orElseThrow(), UTF_8);
    }

    private String read(StoragePath path, long offset, long length) throws IOException {
        try (StoredBody body = driver.read(path, offset, length).orElseThrow()) {
            return text(body);
        }
    }

    private static String text(StoredBody body) throws IOException {
        return new String(body.stream().readNBytes((int) body.length()), UTF_8);
    }

    private static byte[] filled(char letter, int length) {
        return Character.toString(letter).repeat(length).getBytes(UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
