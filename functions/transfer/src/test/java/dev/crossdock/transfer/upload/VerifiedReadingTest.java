package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.TransferTerms;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerifiedReadingTest {
    private static final int SIZE = 10_000;
    private static final int BUFFER = 4_000;
    private static final int PIECE = 1_500;

    private final Trial trial = new Trial(SIZE);
    private final List<Long> opened = new ArrayList<>();
    private int closed;

    static List<RuntimeException> failures() {
        return List.of(new Deadline.PassedException("stopped"), new IllegalStateException("a bug"),
                new RegistryException.Unavailable(new Circumstance("read blob", "", "source x", "503", "206"),
                        Optional.empty(), null));
    }

    /** Gives bytes in pieces, and fails once, where byte 5500 is next. */
    private BlobFeed feed(long from, RuntimeException failure) {
        opened.add(from);
        boolean first = opened.size() == 1;
        return new BlobFeed() {
            private int at = (int) from;

            @Override
            public int read(ByteBuffer into) {
                if (first && at == BUFFER + PIECE) {
                    throw failure;
                }
                int count = Math.min(Math.min(into.remaining(), PIECE), SIZE - at);
                into.put(trial.bytes, at, count);
                at += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureWithinABuffer_isReadAgainFromItsFirstByte(RuntimeException failure) {
        Freight freight = new Freight(trial, trial.target, trial.blob,
                new TransferTerms(Deadline.NONE, BlobProgress.NONE, trial.pauses::add));
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (VerifiedReading reading = new VerifiedReading((source, blob, from, terms) -> feed(from, failure), freight,
                new Hasher(trial.blob.digest().algorithm()))) {
            reading.fill(buffer);
            assertThatThrownBy(() -> reading.fill(buffer)).isInstanceOf(failure.getClass());
            assertThat(closed).as("connections ended").isEqualTo(1);
            assertThat(reading.position()).isEqualTo(BUFFER);
            reading.seek(BUFFER);
            reading.fill(buffer);
            assertThat(Arrays.copyOf(buffer.array(), buffer.limit()))
                    .isEqualTo(Arrays.copyOfRange(trial.bytes, BUFFER, 2 * BUFFER));
            reading.fill(buffer); // the last bytes come only with the right digest
            assertThat(reading.atEnd()).isTrue();
        }
        assertThat(opened).containsExactly(0L, (long) BUFFER);
    }
}
