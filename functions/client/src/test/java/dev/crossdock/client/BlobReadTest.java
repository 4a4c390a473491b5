package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Descriptor;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BlobReadTest {
    private static final Limits IMPATIENT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofMillis(300), Duration.ofMillis(300), 4);
    private static final int SIZE = 1_000_000;
    private static final int OFFSET = 400_000;

    @AutoClose
    private final Wire wire = new Wire(IMPATIENT);
    private final SeededBlob blob = new SeededBlob("application/octet-stream", bytes());
    private final Descriptor descriptor = Wire.descriptor(blob);
    private final String path = Wire.V2 + "/blobs/" + blob.digest();

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private byte[] rest() {
        return Arrays.copyOfRange(blob.bytes(), OFFSET, SIZE);
    }

    private Answer partial(String contentRange) {
        return Answer.status(206).header("Content-Range", contentRange).body(rest());
    }

    private byte[] read(long offset) throws IOException {
        try (InputStream in = Channels.newInputStream(wire.source().blob(descriptor, offset, descriptor.size()))) {
            return in.readAllBytes();
        }
    }

    @Test
    void blob_whole_isTheBytes() throws IOException {
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()));
        assertThat(read(0)).isEqualTo(blob.bytes());
        assertThat(wire.registry.received().getFirst().header("Range")).isEmpty();
    }

    @Test
    void blob_manyOnOneConnection_reuseIt() throws IOException {
        for (int i = 0; i < 3; i++) {
            wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()));
            assertThat(read(0)).hasSize(SIZE);
        }
    }

    @Test
    void blob_fromAnOffset_asksForTheRange() throws IOException {
        wire.registry.on("GET", path, partial("bytes 400000-999999/1000000"));
        assertThat(read(OFFSET)).isEqualTo(rest());
        assertThat(wire.registry.received().getFirst().header("Range")).contains("bytes=400000-");
    }

    @Test
    void blob_rangeIgnored_isSkippedForward() throws IOException {
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()));
        assertThat(read(OFFSET)).isEqualTo(rest());
    }

    @Test
    void blob_rangeIgnored_isKnownBeforeAnythingIsReadOver() {
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()).cutAfter(0));
        try (BlobRange range = wire.source().blob(descriptor, OFFSET, SIZE)) {
            assertThat(range.isHonoured()).isFalse();
            assertThatThrownBy(() -> range.read(ByteBuffer.allocate(1))).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void blob_rangeIgnored_endsWhereItWasToEnd() throws IOException {
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()));
        try (BlobRange range = wire.source().blob(descriptor, OFFSET, OFFSET + 3);
                InputStream in = Channels.newInputStream(range)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(blob.bytes(), OFFSET, OFFSET + 3));
        }
    }

    @Test
    void blob_closedByAnotherThread_endsTheRead() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Wire patient = new Wire()) {
            patient.registry.on("GET", path, Answer.status(200).body(blob.bytes()).holding(never));
            BlobRange range = patient.source().blob(descriptor, 0, SIZE);
            ByteBuffer first = ByteBuffer.allocate(SIZE - 1);
            while (first.hasRemaining()) {
                range.read(first);
            }
            FutureTask<Throwable> reading = new FutureTask<>(
                    () -> catchThrowable(() -> range.read(ByteBuffer.allocate(1))));
            Thread.ofPlatform().start(reading);
            range.close();
            assertThat(reading.get(30, TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
            assertThat(range.isOpen()).isFalse();
            range.close();
            assertThatThrownBy(() -> range.read(ByteBuffer.allocate(1))).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("an end by ourselves");
        }
    }

    @Test
    void blob_busy_isUpToTheReader() {
        wire.registry.on("GET", path, Answer.status(503).header("Retry-After", "7"));
        assertThatThrownBy(() -> read(0)).isInstanceOfSatisfying(Unavailable.class,
                it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void blob_nothingOfIt_isNoQuestion() {
        assertThatThrownBy(() -> read(SIZE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(wire.registry.received()).isEmpty();
    }

    @Test
    void blob_wrongContentRange_isCorrupt() {
        for (String wrong : new String[]{"bytes 300000-999999/1000000", "bytes 400000-999999/1000001", "nonsense",
                "bytes 400000-999998/*"}) {
            wire.registry.on("GET", path, partial(wrong));
            assertThatThrownBy(() -> read(OFFSET)).as(wrong).isInstanceOf(Corrupt.class)
                    .hasMessageContaining("wanted bytes 400000-999999/1000000");
        }
    }

    @Test
    void blob_otherLengthThanItsManifestSays_isCorrupt() {
        wire.registry.on("GET", path, Answer.status(200).body(rest()));
        assertThatThrownBy(() -> read(0)).isInstanceOf(Corrupt.class).hasMessageContaining("600000 bytes");
    }

    @Test
    void blob_rangeNotSatisfiable_isCorrupt() {
        wire.registry.on("GET", path, Answer.status(416));
        assertThatThrownBy(() -> read(OFFSET)).isInstanceOf(Corrupt.class);
    }

    @Test
    void blob_withoutLength_endsWithTheConnection() throws IOException {
        Answer closing = Answer.status(200).header("Connection", "close").header("Transfer-Encoding", "identity");
        wire.registry.on("GET", path, closing.body(blob.bytes()));
        assertThat(read(0)).isEqualTo(blob.bytes());
    }

    @Test
    void blob_withoutLengthAndTooLong_isCorrupt() {
        Answer closing = Answer.status(200).header("Connection", "close").header("Transfer-Encoding", "identity");
        wire.registry.on("GET", path, closing.body(Arrays.copyOf(blob.bytes(), SIZE + 1)));
        assertThatThrownBy(() -> read(0)).isInstanceOf(Corrupt.class).hasMessageContaining("more bytes");
    }

    @Test
    void blob_absent_isMissing() {
        wire.registry.on("GET", path, Answer.error(404, "BLOB_UNKNOWN", "blob unknown"));
        assertThatThrownBy(() -> read(0)).isInstanceOf(Missing.class)
                .hasMessageStartingWith("read blob " + blob.digest() + " at source " + wire.place());
    }

    @Test
    void blob_cut_givesWhatCameAndThenTheFailure() throws IOException {
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()).cutAfter(OFFSET));
        byte[] got = new byte[SIZE];
        int count = 0;
        try (InputStream in = Channels.newInputStream(wire.source().blob(descriptor, 0, descriptor.size()))) {
            for (int step; count < OFFSET; count += step) {
                step = in.read(got, count, 150_000);
            }
            assertThatThrownBy(() -> in.read(got)).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("at source " + wire.place());
        }
        assertThat(count).isEqualTo(OFFSET);
        assertThat(Arrays.copyOf(got, count)).isEqualTo(Arrays.copyOf(blob.bytes(), OFFSET));
    }

    @Test
    void blob_standingStill_isUnavailable() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        wire.registry.on("GET", path, Answer.status(200).body(blob.bytes()).holding(never));
        try (InputStream in = Channels.newInputStream(wire.source().blob(descriptor, 0, descriptor.size()))) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("no byte for too long");
        }
    }

    @Test
    void blob_redirected_leavesTheHeadersBehind() throws IOException {
        wire.registry.on("GET", path, Answer.status(307).header("Location", "/elsewhere?sig=a%2Fb&x=%7C"))
                .on("GET", "/elsewhere\\?sig=a%2Fb&x=%7C", partial("bytes 400000-999999/1000000"));
        assertThat(read(OFFSET)).isEqualTo(rest());
        assertThat(wire.registry.received().getLast().header("Range")).contains("bytes=400000-");
    }
}
