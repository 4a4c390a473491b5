package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.testkit.objects.Fault;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** What lies between two holders of a session, who may be holders at the same time. */
final class KeptSessionTest extends Rigged {
    private static final byte[] SMALL = bytes(50_000);
    private static final byte[] LARGE = bytes(PART + MIB);

    @Test
    void twoHoldersAtOnce_theSecondIsTold_andNothingOfTheFirstIsLost() throws IOException {
        try (StorageDriver other = S3Driver.open(bucket.settings())) {
            for (int size : List.of(1000, PART + MIB)) {
                AppendSession second = other.append(SESSION);
                String stamp = second.stamp();
                write(second, bytes(2000));
                try (AppendSession first = driver.append(SESSION)) {
                    assertThat(first.stamp()).isEqualTo(stamp);
                    write(first, bytes(size));
                }
                assertThatThrownBy(second::close).isInstanceOfSatisfying(StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.SESSION_CHANGED));
                try (AppendSession session = driver.append(SESSION)) {
                    assertThat(session.stamp()).isNotEqualTo(stamp).isNotEqualTo(second.stamp());
                }
            }
        }
        byte[] both = new byte[1000 + PART + MIB];
        System.arraycopy(bytes(1000), 0, both, 0, 1000);
        System.arraycopy(bytes(PART + MIB), 0, both, 1000, PART + MIB);
        try (AppendSession session = driver.append(SESSION)) {
            session.commit(BLOB);
        }
        assertOnlyBlob(both);
    }

    @Test
    void sessionThatAnotherEnded_isNotBegunAnew() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, SMALL);
        }
        AppendSession second = driver.append(SESSION);
        write(second, SMALL);
        try (AppendSession session = driver.append(SESSION)) {
            session.cancel();
        }
        assertThatThrownBy(second::close).hasMessageContaining("or ended it");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void sizeAndCancel_needNoMemoryForTheTail() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE, 0, PART - 1);
        }
        S3Settings usual = bucket.settings();
        S3Settings settings = new S3Settings(usual.bucket(), usual.connection(), usual.credentials(), usual.written(),
                new S3Settings.Parts(PART, 32 * MIB, PART, 2, PART), usual.redirects());
        try (StorageDriver small = S3Driver.open(settings)) {
            AppendSession holder = small.begin(SESSION.resolve("other"));
            write(holder, LARGE, 0, MIB);
            try (AppendSession session = small.append(SESSION)) {
                assertThat(session.size()).isEqualTo(PART - 1);
                session.cancel();
            }
            holder.cancel();
            holder.close();
        }
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void stateWhoseAnswerIsLost_isKnownAgain() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, SMALL);
            store.spoil(1, "PutObject", new Fault.LostAnswer());
        }
        try (AppendSession session = driver.append(SESSION)) {
            assertThat(session.size()).isEqualTo(SMALL.length);
        }
    }

    @Test
    void uploadThatIsGone_isALostSession() {
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE);
        }
        bucket.s3().listMultipartUploads(it -> it.bucket(bucket.name())).uploads().forEach(upload -> bucket.s3()
                .abortMultipartUpload(it -> it.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId())));

        try (AppendSession session = driver.append(SESSION)) {
            assertThatThrownBy(() -> session.commit(BLOB)).isInstanceOfSatisfying(StorageException.class,
                    failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.SESSION_LOST));
        }
    }

    @Test
    void stateOfAnotherFormat_isRefusedSayingWhatToDo_andCanBeCancelled() {
        bucket.s3().putObject(it -> it.bucket(bucket.name()).key(
                TestBucket.ROOT + "/docker/registry/v2/app/_uploads/one/.data.session"),
                RequestBody.fromString("crossdock upload 2\n\n"));

        try (AppendSession session = driver.append(SESSION)) {
            for (ThrowingCallable use : List.<ThrowingCallable>of(session::size, () -> write(session, SMALL),
                    session::written, () -> session.commit(BLOB))) {
                assertThatThrownBy(use).isInstanceOf(StorageException.class).hasMessageContainingAll(".data.session",
                        "\"crossdock upload 2\"", "begin the upload again");
            }
        }
        assertThat(bucket.keys()).hasSize(1);
        try (AppendSession session = driver.append(SESSION)) {
            session.cancel();
        }
        assertThat(bucket.keys()).isEmpty();
    }
}
