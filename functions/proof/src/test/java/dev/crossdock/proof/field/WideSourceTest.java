package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Limits;
import dev.crossdock.proof.field.Cell.Prepare;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.modes.ExpiringTokens;
import dev.crossdock.testkit.modes.ReadFaults;
import dev.crossdock.testkit.modes.SignedRedirects;
import dev.crossdock.testkit.modes.Throttling;
import dev.crossdock.transfer.RegistryException.Corrupt;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A layer that is worth several ranges at once, from sources that limit each connection and misbehave besides. */
@Timeout(60)
class WideSourceTest {
    private static final long BYTES_PER_SECOND = 24_000_000;
    private static final long CUT_BYTES = 3 << 20;
    private static final double OVERHEAD = 1.05;
    private static final Shape SHAPE = Shape.WIDE;

    /** What the source does. */
    enum From {
        PLAIN(Cell.PLAIN, End.right()), //
        CUT_ALWAYS(() -> ReadFaults.cutAfter(CUT_BYTES), End.right()), //
        RANGES_IGNORED(ReadFaults::rangesIgnored, End.right()), //
        RANGES_IGNORED_NOW_AND_THEN(ReadFaults::rangesIgnoredNowAndThen, End.right()), //
        WRONG_RANGE_START(ReadFaults::wrongRangeStart, End.right()), //
        WRONG_RANGE_TOTAL(ReadFaults::wrongRangeTotal, End.right()), //
        CHANGES(() -> ReadFaults.cutAfter(CUT_BYTES).over(ReadFaults.changesAt(2)),
                End.source(Corrupt.class, "whose digest is")), //
        ENDS_EARLY(ReadFaults::endsEarly, End.right()), //
        REDIRECTS_EXPIRE(() -> ReadFaults.cutAfter(CUT_BYTES).over(new SignedRedirects(3)), End.right()), //
        TOKENS_EXPIRE(() -> ReadFaults.cutAfter(CUT_BYTES).over(ExpiringTokens.amid("u", "p", 20)), End.right()), //
        TOO_MANY(() -> Throttling.tooMany(2, 3).over(ReadFaults.cutAfter(CUT_BYTES)), End.right());

        @SuppressWarnings("ImmutableEnumChecker") // makes modes, and holds nothing
        private final Supplier<Mode> mode;
        @SuppressWarnings("ImmutableEnumChecker") // a function of the shape
        private final End.OfShape end;

        From(Supplier<Mode> mode, End.OfShape end) {
            this.mode = mode;
            this.end = end;
        }

        boolean isFrugal() {
            return this == CUT_ALWAYS || this == REDIRECTS_EXPIRE || this == TOKENS_EXPIRE || this == TOO_MANY;
        }
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void copy_endsAsItShould(From from) throws IOException {
        Supplier<Mode> slow = () -> ReadFaults.pacedAt(BYTES_PER_SECOND).over(from.mode.get());
        new Cell(SHAPE, slow, Cell.PLAIN, Limits.STANDARD, Prepare.NOTHING, from.end.of(SHAPE)).run(seen -> {
            if (from.isFrugal()) {
                String layer = SHAPE.blobsAbove(CUT_BYTES).getFirst();
                assertThat(seen.source().traffic().fetched(layer))
                        .as("bytes fetched of a layer of %d", Shape.WIDE_BYTES)
                        .isLessThan((long) (Shape.WIDE_BYTES * OVERHEAD));
            }
        });
    }
}
