package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PartMemoryTest {
    private static final int MIB = 1 << 20;

    private final PartMemory memory = new PartMemory(10 * MIB, Duration.ofMillis(50));

    @Test
    void few_takeNothingOfWhatIsShared() {
        try (PartMemory.Buffer buffer = memory.buffer(5 * MIB)) {
            buffer.put(ByteBuffer.allocate(PartMemory.FREE_BYTES));
            assertThat(memory.free()).isEqualTo(10 * MIB);
            buffer.put(ByteBuffer.allocate(1));
            assertThat(memory.free()).isEqualTo(5 * MIB);
        }
        assertThat(memory.free()).isEqualTo(10 * MIB);
    }

    @Test
    void whoGetsNone_isToldHowMuchThereIs() {
        try (PartMemory.Buffer one = memory.buffer(6 * MIB); PartMemory.Buffer other = memory.buffer(5 * MIB)) {
            one.put(ByteBuffer.allocate(MIB));
            assertThatThrownBy(() -> other.put(ByteBuffer.allocate(MIB))).isInstanceOfSatisfying(StorageException.class,
                    failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.BUSY))
                    .hasMessageContainingAll("a part of 5242880 bytes", "hold 6291456 of 10485760 bytes", "PT0.05S");
        }
        assertThat(memory.free()).isEqualTo(10 * MIB);
    }

    @Test
    void whoWaits_getsWhatAnotherGivesBack() throws Exception {
        PartMemory patient = new PartMemory(10 * MIB, Duration.ofMinutes(1));
        PartMemory.Buffer one = patient.buffer(6 * MIB);
        one.put(ByteBuffer.allocate(MIB));
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                PartMemory.Buffer other = patient.buffer(5 * MIB)) {
            Future<?> waiting = thread.submit(() -> other.put(ByteBuffer.allocate(MIB)));
            one.close();
            waiting.get();
            assertThat(patient.free()).isEqualTo(5 * MIB);
        }
    }

    @Test
    void bytes_comeOutAsTheyWentIn_asOftenAsAsked() throws IOException {
        byte[] bytes = new byte[3 * MIB + 17];
        new Random(1).nextBytes(bytes);
        try (PartMemory.Buffer buffer = memory.buffer(3 * MIB + 10)) {
            ByteBuffer source = ByteBuffer.wrap(bytes);
            buffer.put(source);
            assertThat(buffer.isFull()).isTrue();
            assertThat(source.remaining()).isEqualTo(7);
            buffer.widen(4 * MIB);
            buffer.put(source);
            assertThat(buffer.size()).isEqualTo(bytes.length);
            assertThat(buffer.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(buffer.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(buffer.bodyAfter(new byte[]{1, 2}).contentStreamProvider().newStream().readAllBytes()).hasSize(
                    bytes.length + 2);
        }
        assertThat(memory.free()).isEqualTo(10 * MIB);
    }

    @Test
    void stream_thatEndsEarly_isAnError() {
        try (PartMemory.Buffer buffer = memory.buffer(MIB)) {
            assertThatThrownBy(() -> buffer.put(new ByteArrayInputStream(new byte[10]), 11)).hasMessageContaining(
                    "1 bytes early");
        }
    }
}
