package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.field.Cell.Prepare;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.modes.ImpatientProxy;
import dev.crossdock.testkit.modes.ReadFaults;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow sources, and targets behind a proxy that does not wait for them. */
@Timeout(60)
class ImpatientPathTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration TOTAL = Duration.ofSeconds(1);
    private static final long BYTES_PER_SECOND = 3_000_000;
    private static final Duration SHORT = Duration.ofMillis(250);

    private static Cell cell(Supplier<Mode> source, Supplier<Mode> target) {
        return new Cell(Shape.LARGE, source, target, Haul.SHORT, Prepare.NOTHING, new End.Right());
    }

    @Test
    void slowSource_noRequestLastsTooLong() throws IOException {
        cell(() -> ReadFaults.pacedAt(BYTES_PER_SECOND), () -> new ImpatientProxy(LONG, TOTAL, Long.MAX_VALUE))
                .run(seen -> assertThat(seen.target().traffic().exchanges()).extracting(it -> it.status())
                        .contains(504, 201));
    }

    @Test
    void sourceThatStandsStill_noUploadStandsIdle() throws IOException {
        cell(() -> ReadFaults.silentOnceAfter(3 << 20),
                () -> new ImpatientProxy(SHORT, LONG, Long.MAX_VALUE)).run(seen -> {
                    String layer = Shape.LARGE.blobsAbove(3 << 20).getFirst();
                    assertThat(seen.source().traffic().count("GET", ".*/blobs/" + layer)).isGreaterThan(1);
                });
    }
}
