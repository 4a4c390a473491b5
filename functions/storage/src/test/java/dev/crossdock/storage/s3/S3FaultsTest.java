package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.testkit.objects.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What becomes of a store that is slow, too busy, at odds with another writer, or cut off. */
final class S3FaultsTest extends Rigged {
    private static final byte[] SMALL = bytes(50_000);
    private static final byte[] LARGE = bytes(PART + MIB);
    private static final Fault TOO_BUSY = new Fault.Answered(503, "SlowDown");
    private static final Fault CONFLICT = new Fault.Answered(409, "ConditionalRequestConflict");
    private static final Fault BROKEN = new Fault.Answered(500, "InternalError");

    @ParameterizedTest
    @ValueSource(strings = {"PutObject", "HeadObject", "GetObject", "ListObjects", "DeleteObject", "CopyObject"})
    void tooBusyForAWhile_isTriedAgain(String operation) throws IOException {
        store.spoil(2, operation, TOO_BUSY);
        driver.write(beside("from"), SMALL, Durability.SYNCED);
        driver.move(beside("from"), BLOB);
        assertThat(driver.stat(BLOB)).isPresent();
        assertThat(driver.list(new StoragePath("docker/registry/v2/blobs/sha256"), "", 10)).containsExactly("data");
        assertOnlyBlob(SMALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"})
    void tooBusyForAWhile_anUploadIsTriedAgain(String operation) throws IOException {
        store.spoil(2, operation, TOO_BUSY);
        pushLarge();
        assertOnlyBlob(LARGE);
    }

    @Test
    void tooBusyForLong_isAnErrorThatSaysSo_andIsNotAbsence() {
        store.spoil(100, call -> true, TOO_BUSY);
        for (Runnable question : List.<Runnable>of(() -> driver.load(BLOB, 10), () -> driver.statObject(BLOB),
                () -> driver.list(BLOB, "", 10))) {
            assertThatThrownBy(question::run).isInstanceOfSatisfying(StorageException.class, failure -> assertThat(
                    failure.kind()).isEqualTo(StorageException.Kind.BUSY)).hasMessageContainingAll(
                            "s3://" + bucket.name() + "/" + TestBucket.ROOT + "/" + BLOB, "got 503", "attempt 5 of 5");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 400, 501})
    void refusals_areErrorsAtOnce(int status) {
        store.spoil(100, call -> true, new Fault.Answered(status, "Told"));

        assertThatThrownBy(() -> driver.load(BLOB, 10)).isInstanceOf(StorageException.class).hasMessageContaining(
                "got %d Told \"as told\" (attempt 1 of 5)".formatted(status));
        assertThat(store.operations()).hasSize(1);
    }

    @Test
    void conflictWithAnotherWriter_isTriedAgain() throws IOException {
        store.spoil(2, "PutObject", CONFLICT);
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, SMALL);
            session.commit(BLOB);
        }
        store.spoil(2, "PutObject", CONFLICT);
        assertThat(driver.putIfAbsent(beside("lease"), text("x"))).isTrue();
        driver.delete(beside("lease"), Durability.SYNCED);
        store.spoil(2, "CompleteMultipartUpload", CONFLICT);
        driver.delete(BLOB, Durability.SYNCED);
        pushLarge();
        assertOnlyBlob(LARGE);
    }

    @Test
    void conflictWithAWriterWhoWon_countsAsStored() throws IOException {
        store.spoil(5, "CompleteMultipartUpload", CONFLICT);
        bucket.s3().putObject(it -> it.bucket(bucket.name()).key(TestBucket.ROOT + "/" + BLOB), RequestBody.fromBytes(
                LARGE));
        pushLarge();
        assertThat(store.operations()).contains("AbortMultipartUpload");
        assertOnlyBlob(LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PreconditionFailed", "ConditionalRequestConflict", "NotImplemented"})
    void conditionThatIsToldInsideA200_isUnderstood(String code) throws IOException {
        store.spoil(5, call -> call.headers().containsKey("if-none-match"), new Fault.Answered(200, code));
        pushLarge();
        assertOnlyBlob(LARGE);
    }

    @Test
    void storeWithoutConditions_isWrittenToAllTheSame_butGivesNoLease() throws IOException {
        store.spoil(100, call -> call.headers().containsKey("if-none-match"), new Fault.Answered(501,
                "NotImplemented"));
        pushLarge();
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, SMALL);
            session.commit(beside("small"));
        }
        assertThat(read(BLOB)).isEqualTo(LARGE);
        assertThat(read(beside("small"))).isEqualTo(SMALL);
        assertThatThrownBy(() -> driver.putIfAbsent(beside("lease"), SMALL)).hasMessageContaining(
                "knows no If-None-Match");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 501, 200})
    void storeThatRefusesConditions_orDoesNotMindThem_isKnownFromTheBeginning(int status) throws IOException {
        store.spoil(2, "PutObject", status == 200 ? new Fault.Answered(200, "") : new Fault.Answered(status, "Told"));
        try (StorageDriver without = S3Driver.open(bucket.settings(store.uri()))) {
            store.forget();
            assertThatThrownBy(() -> without.putIfAbsent(beside("lease"), SMALL)).hasMessageContaining(
                    "knows no If-None-Match");
            assertThat(store.calls()).isEmpty();
            for (int size : new int[]{1000, LARGE.length}) {
                try (AppendSession session = without.append(SESSION)) {
                    write(session, bytes(size));
                }
                try (AppendSession session = without.append(SESSION)) {
                    session.commit(BLOB);
                }
            }
            try (AppendSession session = without.begin(SESSION)) {
                announce(session, LARGE);
                write(session, LARGE);
                session.commit(BLOB);
            }
        }
        assertThat(store.calls()).noneMatch(call -> call.headers().containsKey("if-none-match"));
        assertOnlyBlob(LARGE);
    }

    @Test
    void bucketThatMayOnlyBeRead_isOpenedAllTheSame() {
        store.spoil(100, call -> !call.method().equals("GET"), new Fault.Answered(403, "AccessDenied"));
        try (StorageDriver reader = S3Driver.open(bucket.settings(store.uri()))) {
            assertThat(reader.load(BLOB, 10)).isEmpty();
        }
    }

    @Test
    void answerThatIsLost_countsForNothing() throws IOException {
        store.spoil(1, "PutObject", new Fault.LostAnswer());
        try (AppendSession session = driver.begin(SESSION)) {
            write(session, SMALL);
            session.commit(BLOB);
        }
        assertOnlyBlob(SMALL);
        driver.delete(BLOB, Durability.SYNCED);
        store.spoil(1, "CompleteMultipartUpload", new Fault.LostAnswer());
        pushLarge();
        assertOnlyBlob(LARGE);
    }

    @Test
    void putIfAbsent_whoseAnswerIsLost_knowsItsOwnBytes() {
        StoragePath lease = beside("lease");
        store.spoil(1, "PutObject", new Fault.LostAnswer());
        assertThat(driver.putIfAbsent(lease, text("ours"))).isTrue();

        store.spoil(1, "PutObject", new Fault.LostAnswer());
        assertThat(driver.putIfAbsent(lease, text("theirs"))).isFalse();
        assertThat(driver.putIfAbsent(lease, text("ours"))).as("of a new call").isFalse();
    }

    @Test
    void partThatIsCut_isSentAgain() throws IOException {
        store.spoil(2, "UploadPart", new Fault.CutRequest(MIB));
        pushLarge();
        assertOnlyBlob(LARGE);
    }

    @Test
    void partThatCannotBeSent_endsTheUpload_andLeavesNothing() {
        store.spoil(100, "UploadPart", BROKEN);
        assertThatThrownBy(this::pushLarge).isInstanceOf(StorageException.class).hasMessageContainingAll("send part ",
                BLOB.text(), "500 InternalError");
        assertThat(bucket.uploads()).isEmpty();
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void partThatCannotBeSent_takesASessionBackToWhatWasKept() throws IOException {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE, 0, 1000);
        }
        store.spoil(100, "UploadPart", BROKEN);
        assertThatThrownBy(() -> {
            try (AppendSession session = driver.append(SESSION)) {
                write(session, LARGE, 1000, LARGE.length - 1000);
                session.commit(BLOB);
            }
        }).isInstanceOf(StorageException.class);
        assertThat(bucket.uploads()).isEmpty();
        store.forget();

        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(1000);
            write(session, LARGE, 1000, LARGE.length - 1000);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void copyThatFails_canBeTriedAgainByAnother() throws IOException {
        store.spoil(5, "CopyObject", BROKEN);
        assertThatThrownBy(() -> {
            try (AppendSession session = driver.append(SESSION)) {
                write(session, LARGE);
                session.commit(BLOB);
            }
        }).hasMessageContaining("copy");

        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(LARGE.length);
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
    }

    @Test
    void bodyThatIsCut_isReadOn() throws IOException {
        driver.write(BLOB, LARGE, Durability.SYNCED);
        store.forget();
        store.spoil(3, "GetObject", new Fault.CutAnswer(MIB));
        assertThat(read(BLOB)).isEqualTo(LARGE);
        assertThat(store.calls()).hasSize(4);
        assertThat(store.calls().getLast().headers()).containsKeys("range", "if-match");

        store.spoil(3, "GetObject", new Fault.CutAnswer(100));
        assertThat(driver.load(BLOB, LARGE.length)).hasValue(LARGE);
    }

    @Test
    void bodyThatIsCutOnAndOn_isAnErrorThatSaysWhere() throws IOException {
        driver.write(BLOB, LARGE, Durability.SYNCED);
        store.spoil(100, "GetObject", new Fault.CutAnswer(0));
        try (StoredBody body = driver.read(BLOB, 17, MIB).orElseThrow(); InputStream bytes = body.stream()) {
            assertThatThrownBy(bytes::readAllBytes).isInstanceOf(IOException.class).hasMessageContainingAll(BLOB.text(),
                    "byte 17", "at most 5");
        }
    }

    @Test
    void bodyThatIsReplacedWhileItIsCut_isAnError() throws IOException {
        driver.write(BLOB, LARGE, Durability.SYNCED);
        store.spoil(1, "GetObject", new Fault.CutAnswer(MIB));
        try (StoredBody body = driver.read(BLOB, 0, Long.MAX_VALUE).orElseThrow(); InputStream bytes = body.stream()) {
            driver.write(BLOB, bytes(LARGE.length + 1), Durability.SYNCED);
            assertThatThrownBy(bytes::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("412");
        }
    }

    @Test
    void slowList_isWaitedFor() {
        driver.write(BLOB, SMALL, Durability.SYNCED);
        store.spoil(1, "ListObjects", new Fault.Late(Duration.ofMillis(500)));

        assertThat(driver.list(new StoragePath("docker/registry/v2/blobs/sha256"), "", 10)).containsExactly("data");
    }

    private static StoragePath beside(String name) {
        return new StoragePath(BLOB.text().replace("/data", "/" + name));
    }

    private void pushLarge() {
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            session.commit(BLOB);
        }
    }
}
