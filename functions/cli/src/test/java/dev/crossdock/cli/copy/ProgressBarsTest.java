package dev.crossdock.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Outcome;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is painted while blobs move, and the line that is left. */
class ProgressBarsTest {
    private static final Descriptor BLOB = blob("one", 2000);
    private static final Descriptor OTHER = blob("other", 10);

    private final StringWriter painted = new StringWriter();

    @Test
    void bar_growsWithItsBlob() {
        try (ProgressBars bars = bars(true)) {
            bars.moved(BLOB, 500);
            bars.moved(BLOB, 500);
            awaitPainted(BLOB.digest().abbreviated() + " [" + "#".repeat(15) + " ".repeat(15) + "] 1.0 kB / 2.0 kB\n");
        }
    }

    @Test
    void bars_standOneBelowTheOther_andArePaintedOver() {
        try (ProgressBars bars = bars(true)) {
            bars.moved(BLOB, 1);
            bars.moved(OTHER, 10);
            awaitPainted("] 1 B / 2.0 kB\n" + OTHER.digest().abbreviated() + " [" + "#".repeat(30)
                    + "] 10 B / 10 B\n\u001b[2A\r\u001b[J");
        }
    }

    @Test
    void finishedBlob_hasNoBar() {
        try (ProgressBars bars = bars(true)) {
            bars.moved(BLOB, 1);
            awaitPainted("1 B / 2.0 kB");
            bars.finished(BLOB, new BlobOutcome.Streamed(2000));
            awaitPainted("\u001b[1A\r\u001b[J\r\u001b[J");
        }
    }

    @Test
    void restartedBlob_beginsAnew() {
        try (ProgressBars bars = bars(true)) {
            bars.moved(BLOB, 1500);
            bars.restarted(BLOB);
            bars.moved(BLOB, 200);
            awaitPainted("] 200 B / 2.0 kB\n");
        }
    }

    @Test
    void resumedBlob_saysSo_andItsBarBeginsThere() {
        try (ProgressBars bars = bars(true)) {
            bars.resumed(BLOB, 1000);
            awaitPainted(BLOB.digest().abbreviated() + ": resumed at 1.0 kB of 2.0 kB" + System.lineSeparator());
            awaitPainted(" [" + "#".repeat(15) + " ".repeat(15) + "] 1.0 kB / 2.0 kB\n");
        }
    }

    @Test
    void whatAPersonWantsToKnow_isALineWithoutBars_andNothingWhereQuiet() {
        try (ProgressBars lines = bars(ProgressBars.Manner.LINES);
                ProgressBars silent = bars(ProgressBars.Manner.SILENT)) {
            lines.noted(BLOB, "the blob starts again");
            silent.noted(OTHER, "the blob starts again");
        }
        assertThat(painted.toString())
                .isEqualTo(BLOB.digest().abbreviated() + ": the blob starts again" + System.lineSeparator());
    }

    /** A registry that sends more than it announced is refused elsewhere; the bar only has to stay whole. */
    @Test
    void tooManyBytes_leaveTheBarWhole() {
        try (ProgressBars bars = bars(true)) {
            bars.moved(OTHER, 25);
            awaitPainted("[" + "#".repeat(30) + "] 25 B / 10 B\n");
        }
    }

    @Test
    void close_removesTheBars() {
        ProgressBars bars = bars(true);
        bars.moved(BLOB, 1);
        awaitPainted("1 B / 2.0 kB\n");
        bars.close();

        assertThat(painted.toString()).endsWith("\u001b[1A\r\u001b[J");
    }

    @Test
    void nothingIsPainted_whereNobodyLooks() {
        try (ProgressBars bars = bars(false)) {
            bars.moved(BLOB, 1000);
            bars.finished(BLOB, new BlobOutcome.Streamed(2000));
        }
        assertThat(painted.toString()).isEmpty();
    }

    @Test
    void report_tellsItsListenerToo() {
        try (ProgressBars bars = bars(true)) {
            CopyReport report = new CopyReport(bars);
            report.moved(BLOB, 1500);
            awaitPainted("1.5 kB / 2.0 kB\n");
            report.restarted(BLOB);
            report.moved(BLOB, 1);
            awaitPainted("1 B / 2.0 kB\n");
            report.finished(BLOB, new BlobOutcome.Streamed(2000));
            awaitPainted("\u001b[1A\r\u001b[J\r\u001b[J");
            assertThat(report.bytes()).isEqualTo(2000);
        }
    }

    @Test
    void report_tellsHowBlobsCame() {
        CopyReport report = new CopyReport(BlobProgress.NONE);
        report.finished(BLOB, new BlobOutcome.Streamed(1500));
        report.finished(OTHER, new BlobOutcome.Mounted());
        report.finished(blob("third", 5), new BlobOutcome.Held());

        assertThat(report.line(Outcome.PUBLISHED))
                .matches(Pattern.compile("copied, 1 blobs \\(1\\.5 kB\\) streamed, 1 mounted, in [0-9.]+ s"));
        assertThat(report.line(Outcome.UNCHANGED)).startsWith("unchanged, in ");
        assertThat(report.line(Outcome.SUPERSEDED)).contains("moved on");
        assertThat(report.line(Outcome.GONE)).contains("removed while it was copied");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "1550, 1.6 kB", "999949, 999.9 kB", "999950, 1.0 MB",
            "1000000, 1.0 MB", "2500000000, 2.5 GB", "7000000000000, 7.0 TB", "7000000000000000, 7000.0 TB"})
    void bytes_areWrittenAsPeopleReadThem(long count, String text) {
        assertThat(Bytes.of(count)).isEqualTo(text);
    }

    private ProgressBars bars(boolean paint) {
        return bars(paint ? ProgressBars.Manner.BARS : ProgressBars.Manner.LINES);
    }

    private ProgressBars bars(ProgressBars.Manner manner) {
        return new ProgressBars(new PrintWriter(painted), manner);
    }

    private void awaitPainted(String text) {
        await().until(() -> painted.toString().contains(text));
    }

    private static Descriptor blob(String text, long size) {
        return new Descriptor("application/octet-stream", Digest.sha256(text.getBytes(StandardCharsets.UTF_8)), size);
    }
}
