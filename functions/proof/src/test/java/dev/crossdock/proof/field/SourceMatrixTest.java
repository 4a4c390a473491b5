package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Limits;
import dev.crossdock.proof.field.Cell.Prepare;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.modes.ExpiringTokens;
import dev.crossdock.testkit.modes.ReadFaults;
import dev.crossdock.testkit.modes.SignedRedirects;
import dev.crossdock.testkit.modes.Throttling;
import dev.crossdock.testkit.modes.Vendors;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape from every kind of source. */
@Timeout(60)
class SourceMatrixTest {
    private static final int CUT_BYTES = 64 << 10;
    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final int ENOUGH = 1_000;

    /** What a source does, and how a copy from it ends. */
    enum From {
        PLAIN(Cell.PLAIN, End.right()), //
        CUT_ALWAYS(() -> ReadFaults.cutAfter(CUT_BYTES), End.right()), //
        CUT_ONCE_RANGES_IGNORED(() -> cutOnce().over(ReadFaults.rangesIgnored()), End.right()), //
        CUT_ALWAYS_RANGES_IGNORED(() -> ReadFaults.cutAfter(CUT_BYTES).over(ReadFaults.rangesIgnored()),
                End.source(Unavailable.class, "read blob").above(CUT_BYTES)), //
        CUT_AND_RANGES_IGNORED_NOW_AND_THEN(
                () -> ReadFaults.cutAfter(1 << 20).over(ReadFaults.rangesIgnoredNowAndThen()), End.right()), //
        WRONG_RANGE_START(() -> cutOnce().over(ReadFaults.wrongRangeStart()),
                End.source(Corrupt.class, "wanted bytes").above(CUT_BYTES)), //
        WRONG_RANGE_TOTAL(() -> cutOnce().over(ReadFaults.wrongRangeTotal()),
                End.source(Corrupt.class, "wanted bytes").above(CUT_BYTES)), //
        SHRINKS(() -> cutOnce().over(ReadFaults.shrinksAt(2)), End.source(Corrupt.class, "blob").above(CUT_BYTES)), //
        CHANGES(() -> cutOnce().over(ReadFaults.changesAt(2)),
                End.source(Corrupt.class, "whose digest is").above(CUT_BYTES)), //
        TAMPERED(() -> ReadFaults.changesAt(1), End.source(Corrupt.class, "whose digest is")), //
        ENDS_EARLY(ReadFaults::endsEarly, End.right()), //
        STANDS_STILL(() -> ReadFaults.silentOnceAfter(CUT_BYTES), End.right()), //
        TOO_MANY(() -> Throttling.tooMany(2, 3), End.right()), //
        UNAVAILABLE_AT_FIRST(() -> Throttling.unavailable(2), End.right()), //
        BLOBS_UNAVAILABLE(() -> ReadFaults.blobsAnswer(503, ALWAYS), End.source(Unavailable.class, "503")), //
        BLOBS_MISSING(() -> ReadFaults.blobsAnswer(404, ALWAYS), End.source(Missing.class, "404")), //
        BLOBS_DENIED(() -> ReadFaults.blobsAnswer(403, ALWAYS), End.source(Refused.class, "403")), //
        PAGES_FOR_MANIFESTS(ReadFaults::pagesForManifests, End.source(Refused.class, "a web page")), //
        PAGES_FOR_BLOBS(ReadFaults::pagesForBlobs, End.source(Corrupt.class, "that the manifest says")), //
        REDIRECTS(() -> new SignedRedirects(ENOUGH), End.right()), //
        REDIRECTS_EXPIRE(() -> ReadFaults.cutAfter(CUT_BYTES).over(new SignedRedirects(2)), End.right()), //
        TOKENS_EXPIRE(() -> ReadFaults.cutAfter(CUT_BYTES).over(tokens()), End.right()), //
        TOKENS_AND_REDIRECTS(() -> ReadFaults.cutAfter(CUT_BYTES).over(tokens()).over(new SignedRedirects(2)),
                End.right()), //
        WRONG_PASSWORD(() -> ExpiringTokens.never("u", "another"), End.source(Refused.class, "401")), //
        DOCKER_HUB(() -> Vendors.dockerHub(ENOUGH), End.right()), //
        DOCKER_HUB_SPENT(() -> Vendors.dockerHub(0), End.source(Unavailable.class, "429 TOOMANYREQUESTS")), //
        ECR(Vendors::ecr, End.right()), //
        QUAY(Vendors::quay, End.right());

        @SuppressWarnings("ImmutableEnumChecker") // makes modes, and holds nothing
        private final Supplier<Mode> mode;
        @SuppressWarnings("ImmutableEnumChecker") // a function of the shape
        private final End.OfShape end;

        From(Supplier<Mode> mode, End.OfShape end) {
            this.mode = mode;
            this.end = end;
        }

        private static Mode cutOnce() {
            return ReadFaults.cutOnceAfter(CUT_BYTES);
        }

        private static Mode tokens() {
            return ExpiringTokens.amid("u", "p", 3);
        }

        Cell with(Shape shape) {
            Limits limits = this == STANDS_STILL ? Haul.SHORT : Limits.STANDARD;
            return new Cell(shape, mode, Cell.PLAIN, limits, Prepare.NOTHING, end.of(shape));
        }
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(From.values())
                .flatMap(from -> Shape.ALL.stream().map(shape -> Arguments.of(from, shape)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void copy_endsAsItShould(From from, Shape shape) throws IOException {
        from.with(shape).run(seen -> {
            switch (from) {
                case CUT_ALWAYS, REDIRECTS_EXPIRE, TOKENS_EXPIRE, TOKENS_AND_REDIRECTS -> assertFrugal(shape, seen);
                case TOO_MANY ->
                    assertThat(seen.haul().pauses).as("as long as Retry-After says, or what is left of that")
                            .contains(Duration.ofSeconds(3)).allMatch(it -> it.isPositive() && it.toMillis() <= 3_000);
                default -> {
                    // how it ended says it all
                }
            }
        });
    }

    /** What arrived is never asked for again. */
    private static void assertFrugal(Shape shape, Cell.Seen seen) {
        for (String digest : shape.blobsAbove(0)) {
            assertThat(seen.source().traffic().repeated(digest)).as("bytes of %s sent twice", digest).isZero();
        }
    }
}
