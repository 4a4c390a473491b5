package dev.crossdock.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.objects.FaultyStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bucket of its own for each test, and a driver that reaches it through a filter. */
class Rigged {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    static final StoragePath BLOB = new StoragePath("docker/registry/v2/blobs/sha256/data");
    static final StoragePath SESSION = new StoragePath("docker/registry/v2/app/_uploads/one/data");
    static final int MIB = 1 << 20;
    /** The least that S3 takes, and the chunk size of these tests. */
    static final int PART = 5 * MIB;

    TestBucket bucket;
    FaultyStore store;
    StorageDriver driver;

    @BeforeEach
    void openDriver() throws IOException {
        bucket = new TestBucket(AWS);
        store = FaultyStore.inFrontOf(AWS.s3().uri());
        driver = S3Driver.open(bucket.settings(store.uri()));
        store.forget();
    }

    @AfterEach
    void closeDriver() {
        driver.close();
        store.close();
        bucket.close();
    }

    /** Seeded by its size, so that every run sees the same. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    /** In pieces that fit no part. */
    static void write(AppendSession session, byte[] bytes, int from, int length) {
        int piece = 300_007;
        for (int at = from; at < from + length; at += piece) {
            session.write(ByteBuffer.wrap(bytes, at, Math.min(piece, from + length - at)));
        }
    }

    static void write(AppendSession session, byte[] bytes) {
        write(session, bytes, 0, bytes.length);
    }

    static void announce(AppendSession session, byte[] bytes) {
        session.announce(Optional.of(BLOB), OptionalLong.of(bytes.length));
    }

    byte[] read(StoragePath path) throws IOException {
        try (StoredBody body = driver.read(path, 0, Long.MAX_VALUE).orElseThrow()) {
            return body.stream().readAllBytes();
        }
    }

    /** The object is there with these bytes, and nothing else is, seen or unseen. */
    void assertOnlyBlob(byte[] bytes) throws IOException {
        assertThat(read(BLOB)).isEqualTo(bytes);
        assertThat(bucket.keys()).containsExactly(BLOB.text());
        assertThat(bucket.uploads()).isEmpty();
    }
}
