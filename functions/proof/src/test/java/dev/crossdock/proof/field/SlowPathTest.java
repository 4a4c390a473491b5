package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Limits;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.SlowLink.Way;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies over ways that are slow, long or short-lived, and what they cost. */
@Timeout(60)
class SlowPathTest {
    private static final double OVERHEAD = 1.05;
    private static final long CUT_BYTES = 600_000;
    private static final long BYTES_PER_SECOND = 8_000_000;

    @FunctionalInterface
    private interface Trial {
        void run(FieldRegistry source, SlowLink link, FieldRegistry target) throws IOException;
    }

    private static void from(Shape shape, Way way, Trial trial) throws IOException {
        try (FieldRegistry source = FieldRegistry.start().seed(shape.image(), Haul.FROM, Haul.TAG);
                SlowLink link = SlowLink.inFrontOf(source.port(), way);
                FieldRegistry target = FieldRegistry.start();
                Haul haul = new Haul(Limits.STANDARD)) {
            haul.run(link.uri(), target.uri(), List.of());
            assertThat(target.content().holds(shape.image(), Haul.TO, Haul.TAG)).isTrue();
            trial.run(source, link, target);
        }
    }

    private static long size(Shape shape) {
        return shape.image().allBlobs().mapToLong(it -> it.bytes().length).sum();
    }

    @Test
    void everyConnectionCut_costsHardlyMore() throws IOException {
        from(Shape.LARGE, Way.FREE.withCutAfter(CUT_BYTES), (_, link, _) -> {
            assertThat(link.accepted()).isGreaterThanOrEqualTo((int) (size(Shape.LARGE) / CUT_BYTES));
            assertThat(link.delivered()).isLessThan((long) (size(Shape.LARGE) * OVERHEAD));
        });
    }

    @Test
    void slowSource_isReadOnce() throws IOException {
        from(Shape.LARGE, Way.FREE.withBytesPerSecond(BYTES_PER_SECOND), (_, link, target) -> {
            assertThat(link.delivered()).isLessThan((long) (size(Shape.LARGE) * OVERHEAD));
            assertThat(target.traffic().pushed()).isEqualTo(size(Shape.LARGE));
        });
    }

    @Test
    void longWay_endsRight() throws IOException {
        from(Shape.INDEX, Way.FREE.withRoundTrip(Duration.ofMillis(40)),
                (source, _, _) -> assertThat(source.traffic().count("GET", "/v2/team/app/manifests/.*")).isEqualTo(4));
    }

    @ParameterizedTest
    @EnumSource(value = Shape.class, names = "WIDE", mode = EnumSource.Mode.EXCLUDE)
    void secondCopy_movesNothing(Shape shape) throws IOException {
        try (FieldRegistry source = FieldRegistry.start().seed(shape.image(), Haul.FROM, Haul.TAG);
                FieldRegistry target = FieldRegistry.start();
                Haul haul = new Haul(Limits.STANDARD)) {
            haul.run(source.uri(), target.uri(), List.of());
            long fetched = fetched(source);
            long pushed = target.traffic().pushed();
            long distinct = sizes(shape).values().stream().mapToLong(it -> it).sum();

            haul.run(source.uri(), target.uri(), List.of());

            assertThat(fetched).as("each distinct blob once").isEqualTo(distinct);
            assertThat(pushed).isEqualTo(distinct);
            assertThat(fetched(source)).isEqualTo(fetched);
            assertThat(target.traffic().pushed()).isEqualTo(pushed);
            assertThat(target.traffic().count("POST", ".*")).isEqualTo(sizes(shape).size());
        }
    }

    private static Map<String, Long> sizes(Shape shape) {
        return shape.image().allBlobs()
                .collect(Collectors.toMap(SeededBlob::digest, it -> (long) it.bytes().length, (one, _) -> one));
    }

    private static long fetched(FieldRegistry source) {
        return source.traffic().exchanges().stream().filter(it -> it.target().contains("/blobs/"))
                .map(Traffic.Exchange::moved).mapToLong(Traffic.Moved::sent).sum();
    }
}
