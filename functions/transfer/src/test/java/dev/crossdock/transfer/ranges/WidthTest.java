package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.ranges.Widening.Interval;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** How wide a blob is read, for sources of all kinds. */
final class WidthTest {
    private static final long MILLISECOND = 1_000_000;
    private static final double WAITING = 0.95;

    private final Width width = new Width(12);

    /** A while of 100 ms, at so many megabytes a second. */
    private static Interval at(double megabytes, double waitShare) {
        return new Interval(100 * MILLISECOND, (long) (megabytes * 1e5), (long) (megabytes * 1e5), waitShare);
    }

    /** The widths, as a source gives so much per connection and so much in all. */
    private List<Integer> widths(double perConnection, double inAll, double waitShare, int intervals) {
        int[] now = {1};
        return IntStream.range(0, intervals).map(i -> now[0] = width
                .judge(at(Math.min(now[0] * perConnection, inAll), waitShare))).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({
            "20, 10000, 0.95, 12, 'capped per connection'",
            "1, 10000, 0.95, 12, 'slow and far'",
            "149, 10000, 0.95, 12, 'not yet fast'",
            "150, 10000, 0.95, 1, 'fast on one connection'",
            "400, 10000, 0.95, 1, 'local'",
            "20, 10000, 0.70, 1, 'the target is what is waited for'",
            "20, 22, 0.95, 1, 'the link is what is slow'",
            "20, 26, 0.95, 2, 'two just pay'",
            "20, 45, 0.95, 2, 'four no longer pay'",
            "20, 90, 0.95, 4, 'eight no longer pay'",
            "20, 170, 0.95, 8, 'twelve no longer pay'"})
    void source_isReadAsWideAsItPays(ArgumentsAccessor row) {
        List<Integer> widths = widths(row.getDouble(0), row.getDouble(1), row.getDouble(2), 12);
        assertThat(widths.getLast()).as(row.getString(4)).isEqualTo(row.getInteger(3));
    }

    @Test
    void cappedPerConnection_isFullyWideAfterSixIntervals() {
        assertThat(widths(20, 10_000, WAITING, 7)).containsExactly(1, 2, 4, 8, 12, 12, 12);
    }

    @Test
    void oneSlowInterval_isNoReason() {
        assertThat(width.judge(at(20, WAITING))).isEqualTo(1);
        assertThat(width.judge(at(400, WAITING))).isEqualTo(1);
        assertThat(width.judge(at(20, WAITING))).isEqualTo(1);
        assertThat(width.judge(at(20, WAITING))).isEqualTo(2);
    }

    @Test
    void manyBlobsThatAreFastTogether_stayNarrow() {
        Interval oneOfEight = new Interval(100 * MILLISECOND, 2_000_000, 16_000_000, WAITING);
        assertThat(IntStream.range(0, 10).map(i -> width.judge(oneOfEight))).containsOnly(1);
    }

    @Test
    void gainAtTheCostOfOthers_isNone() {
        Interval before = new Interval(100 * MILLISECOND, 1_000_000, 5_000_000, WAITING);
        width.judge(before);
        assertThat(width.judge(before)).isEqualTo(2);
        assertThat(width.judge(new Interval(100 * MILLISECOND, 2_000_000, 5_200_000, WAITING))).isEqualTo(1);
    }

    @Test
    void stepInVain_isTriedAgainEverMoreRarely() {
        List<Integer> widths = widths(20, 20, WAITING, 400);
        List<Integer> steps = IntStream.range(1, widths.size())
                .filter(i -> widths.get(i) == 2 && widths.get(i - 1) == 1).boxed().toList();
        assertThat(steps).containsExactly(1, 1 + 1 + 16 + 2, 20 + 1 + 32 + 2, 55 + 1 + 64 + 2, 122 + 1 + 128 + 2);
    }

    @Test
    void targetBecomesTheBrake_staysAsItIs() {
        width.judge(at(20, WAITING));
        width.judge(at(20, WAITING));
        assertThat(width.judge(at(25, 0.3))).isEqualTo(2);
        assertThat(IntStream.range(0, 20).map(i -> width.judge(at(25, 0.3)))).containsOnly(2);
    }

    @Test
    void setback_halvesAndRests() {
        assertThat(widths(20, 10_000, WAITING, 6).getLast()).isEqualTo(12);
        assertThat(width.setback()).isEqualTo(6);
        assertThat(width.setback()).isEqualTo(3);
        assertThat(width.judge(at(60, WAITING))).isEqualTo(3);
        assertThat(width.setback()).isEqualTo(1);
        assertThat(width.setback()).isEqualTo(1);
    }
}
