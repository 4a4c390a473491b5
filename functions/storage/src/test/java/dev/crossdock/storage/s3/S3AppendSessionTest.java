package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.testkit.objects.ObjectCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What sessions cost, where their bytes lie meanwhile, and that nothing stays behind. */
final class S3AppendSessionTest extends Rigged {
    private static final byte[] SMALL = bytes(100_000);
    private static final byte[] LARGE = bytes(2 * PART + 2 * MIB);

    @Test
    void small_isOneRequestWithACondition() throws IOException {
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, SMALL);
            session.commit(BLOB);
        }
        assertThat(store.operations()).containsExactly("PutObject");
        assertThat(store.calls().getFirst().headers()).containsEntry("if-none-match", "*");
        assertOnlyBlob(SMALL);
    }

    @Test
    void onePartExactly_isStillOneRequest() throws IOException {
        byte[] part = bytes(PART);
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, part);
            session.commit(BLOB);
        }
        assertThat(store.operations()).containsExactly("PutObject");
        assertOnlyBlob(part);
    }

    @Test
    void small_thatIsThereAlready_isLeftAlone() throws IOException {
        driver.write(BLOB, SMALL, Durability.SYNCED);
        store.forget();
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, SMALL);
            session.commit(BLOB);
        }
        assertThat(store.operations()).containsExactly("PutObject", "HeadObject");
        assertOnlyBlob(SMALL);
    }

    @Test
    void large_announced_goesStraightToItsKey() throws IOException {
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            assertThat(bucket.uploads()).containsExactly(BLOB.text());
            assertThat(driver.statObject(BLOB)).isEmpty();
            session.commit(BLOB);
        }
        assertThat(store.operations()).doesNotContain("CopyObject", "UploadPartCopy");
        assertThat(partSizes()).containsExactlyInAnyOrder((long) PART, (long) PART, 2L * MIB);
        assertOnlyBlob(LARGE);
    }

    @Test
    void large_announcedAndThereAlready_isLeftAlone() throws IOException {
        driver.write(BLOB, LARGE, Durability.SYNCED);
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void large_overAnObjectOfAnotherSize_replacesIt() throws IOException {
        driver.write(BLOB, SMALL, Durability.SYNCED);
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void large_ofUnknownTarget_isCopiedByTheStore() throws IOException {
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, LARGE);
            session.commit(BLOB);
        }
        assertThat(store.operations()).containsOnlyOnce("CopyObject").doesNotContain("GetObject");
        assertOnlyBlob(LARGE);
    }

    @Test
    void beyondTheThreshold_isCopiedInParts() throws IOException {
        S3Settings usual = bucket.settings(store.uri());
        S3Settings settings = new S3Settings(usual.bucket(), usual.connection(), usual.credentials(), usual.written(),
                new S3Settings.Parts(PART, MIB, PART, 2, 64 * MIB), usual.redirects());
        try (StorageDriver other = S3Driver.open(settings)) {
            try (AppendSession session = other.begin(SESSION)) {
                write(session, LARGE);
                session.commit(BLOB);
            }
        }
        assertThat(store.operations()).doesNotContain("CopyObject").filteredOn("UploadPartCopy"::equals).hasSize(3);
        assertOnlyBlob(LARGE);
    }

    @Test
    void large_ofUnknownTargetThatIsThereAlready_isNotCopied() throws IOException {
        driver.write(BLOB, LARGE, Durability.SYNCED);
        store.forget();
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, LARGE);
            session.commit(BLOB);
        }
        assertThat(store.operations()).contains("AbortMultipartUpload").doesNotContain("CopyObject",
                "CompleteMultipartUpload");
        assertOnlyBlob(LARGE);
    }

    @Test
    void inChunks_byOneProcessAfterAnother_hasPartsOfOneSize() throws IOException {
        int chunk = 1_900_001;
        for (int at = 0; at < LARGE.length; at += chunk) {
            try (StorageDriver process = S3Driver.open(bucket.settings(store.uri()));
                    AppendSession session = process.append(SESSION)) {
                assertThat(session.size()).isEqualTo(at);
                write(session, LARGE, at, Math.min(chunk, LARGE.length - at));
            }
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(LARGE.length);
            session.commit(BLOB);
        }
        assertThat(partSizes()).containsExactlyInAnyOrder((long) PART, (long) PART, 2L * MIB);
        assertOnlyBlob(LARGE);
    }

    @Test
    void large_readBeforeItIsCommitted_byAnotherProcessToo() throws IOException {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE);
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(read(session)).isEqualTo(LARGE);
            assertThatThrownBy(() -> write(session, SMALL)).hasMessageContaining("was read as a whole already");
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(LARGE.length);
            assertThat(read(session)).isEqualTo(LARGE);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void announced_thatBreaksOff_leavesNothing() {
        try (AppendSession session = driver.append(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE, 0, PART + MIB);
        }
        assertThat(bucket.uploads()).isEmpty();
        assertThat(bucket.keys()).isEmpty();
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isZero();
        }
    }

    @Test
    void announced_asAnother_isRefusedAndLeavesNothing() {
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            assertThatThrownBy(() -> session.commit(new StoragePath("blobs/other"))).isInstanceOf(
                    StorageException.class).hasMessageContainingAll("blobs/other", BLOB.text(), "begin it again");
        }
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void cancelled_leavesNothing() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE, 0, PART + MIB);
        }
        assertThat(bucket.uploads()).hasSize(1);
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE, PART + MIB, PART);
            session.cancel();
        }
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void announcedLength_makesPartsAsLargeAsItNeeds() {
        try (AppendSession session = driver.begin(SESSION)) {
            session.announce(Optional.of(BLOB), OptionalLong.of(60_000L * MIB));
            write(session, LARGE);
            session.cancel();
        }
        assertThat(partSizes()).containsExactly(6L * MIB);
    }

    @Test
    void announcedLength_beyondTheMemory_isRefusedSayingWhatToDo() {
        try (AppendSession session = driver.begin(SESSION)) {
            assertThatThrownBy(() -> session.announce(Optional.of(BLOB), OptionalLong.of(5L << 40)))
                    .hasMessageContaining(
                            "needs parts of")
                    .hasMessageContaining("give this process more memory");
        }
    }

    @Test
    void announcedLength_thatWasTooSmall_isNoLimit() throws IOException {
        try (AppendSession session = driver.begin(SESSION)) {
            session.announce(Optional.of(BLOB), OptionalLong.of(10));
            write(session, LARGE);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void manyAtOnce_withMemoryForThree_allEnd() throws Exception {
        S3Settings usual = bucket.settings();
        S3Settings settings = new S3Settings(usual.bucket(), usual.connection(), usual.credentials(), usual.written(),
                new S3Settings.Parts(PART, 32 * MIB, PART, 2, 3 * PART), usual.redirects());
        try (StorageDriver small = S3Driver.open(settings);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                StoragePath session = SESSION.resolve("s" + i);
                StoragePath target = BLOB.resolve("t" + i);
                uploads.add(threads.submit(() -> {
                    try (AppendSession append = small.begin(session)) {
                        append.announce(Optional.of(target), OptionalLong.of(LARGE.length));
                        write(append, LARGE);
                        append.commit(target);
                    }
                }));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        }
        for (int i = 0; i < 8; i++) {
            assertThat(read(BLOB.resolve("t" + i))).isEqualTo(LARGE);
        }
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void write_nothing_keepsNothing() {
        try (AppendSession session = driver.begin(SESSION)) {
            session.write(ByteBuffer.allocate(0));
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isZero();
            session.cancel();
        }
        assertThat(bucket.keys()).isEmpty();
    }

    private static byte[] read(AppendSession session) throws IOException {
        try (StoredBody written = session.written()) {
            assertThat(written.length()).isEqualTo(LARGE.length);
            return written.stream().readAllBytes();
        }
    }

    private List<Long> partSizes() {
        return store.calls().stream().filter(call -> call.operation().equals("UploadPart")).map(ObjectCall::headers)
                .map(headers -> Long.valueOf(headers.getOrDefault("content-length", "0"))).toList();
    }
}
