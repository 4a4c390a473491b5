package dev.crossdock.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver promises of its append sessions. */
public abstract class AppendSessionContract {
    private static final StoragePath OBJECT = new StoragePath("a/b/object");
    private static final StoragePath SESSION = new StoragePath("_uploads/one/data");
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

    @Test
    void append_isSeenOnlyOnceCommitted() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("half"));

            assertThat(driver.load(OBJECT, LIMIT)).isEmpty();
            assertThat(driver.load(SESSION, LIMIT)).isEmpty();
            assertThat(driver.stat(SESSION)).isEmpty();
            assertThat(driver.list(new StoragePath("_uploads/one"), "", 10)).isEmpty();

            session.write(buffer(" and half"));
            session.commit(OBJECT);
        }
        assertThat(load(OBJECT)).isEqualTo("half and half");
    }

    @Test
    void append_sessionsOwnFile_isNoObjectByItsOwnNameEither() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("half"));

            assertThat(driver.load(new StoragePath("_uploads/one/data.tmp"), LIMIT)).isEmpty();
            assertThat(driver.read(new StoragePath("_uploads/one/data.tmp"), 0, 4)).isEmpty();
            assertThat(driver.stat(new StoragePath("_uploads/one/data.tmp"))).isEmpty();
        }
    }

    @Test
    void append_closedAndOpenedAgain_goesOnAtItsSize() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("one "));
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(4);
            session.write(buffer("two"));
            session.commit(OBJECT);
        }
        assertThat(load(OBJECT)).isEqualTo("one two");
    }

    @Test
    void append_afterRestart_goesOnAtItsSize() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("before "));
        }
        driver.close();
        driver = open();

        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(7);
            session.write(buffer("behind"));
            session.commit(OBJECT);
        }
        assertThat(load(OBJECT)).isEqualTo("before behind");
    }

    @Test
    void append_written_givesTheBytesSoFar() throws IOException {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("so far"));
            try (StoredBody written = session.written()) {
                assertThat(written.length()).isEqualTo(6);
                assertThat(text(written)).isEqualTo("so far");
            }
        }
    }

    @Test
    void append_cancelled_startsAgainAtNothing() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("wrong"));
            session.cancel();
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isZero();
        }
    }

    @Test
    void append_reverted_goesOnWhereItsHolderBegan() {
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("kept "));
        }
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("and thought better of"));
            session.revert();
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(5);
            session.write(buffer("again"));
            session.commit(OBJECT);
        }
        assertThat(load(OBJECT)).isEqualTo("kept again");
    }

    @Test
    void append_nothing_commitsAnEmptyObject() {
        try (AppendSession session = driver.append(SESSION)) {
            session.commit(OBJECT);
        }
        assertThat(driver.load(OBJECT, LIMIT)).hasValue(new byte[0]);
    }

    @Test
    void append_commitOverAnObject_replacesIt() {
        driver.write(OBJECT, bytes("torn"), Durability.SYNCED);
        try (AppendSession session = driver.append(SESSION)) {
            session.write(buffer("whole"));
            session.commit(OBJECT);
        }
        assertThat(load(OBJECT)).isEqualTo("whole");
    }

    @Test
    void append_manyPiecesOfRandomSize_areOneObject() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] all = new byte[500_000];
        random.nextBytes(all);
        int written = 0;
        while (written < all.length) {
            try (AppendSession session = driver.append(SESSION)) {
                int count = Math.min(all.length - written, 1 + random.nextInt(60_000));
                session.write(ByteBuffer.wrap(all, written, count));
                written += count;
            }
        }
        try (AppendSession session = driver.append(SESSION)) {
            session.commit(OBJECT);
        }
        assertThat(driver.load(OBJECT, LIMIT).orElseThrow()).as("seed %d", seed).isEqualTo(all);
    }

    private String load(StoragePath path) {
        return new String(driver.load(path, LIMIT).orElseThrow(), UTF_8);
    }

    private static String text(StoredBody body) throws IOException {
        return new String(body.stream().readNBytes((int) body.length()), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }
}
