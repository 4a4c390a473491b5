package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Limits;
import dev.crossdock.proof.field.Cell.Prepare;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import dev.crossdock.testkit.modes.ExpiringTokens;
import dev.crossdock.testkit.modes.ImpatientProxy;
import dev.crossdock.testkit.modes.Throttling;
import dev.crossdock.testkit.modes.UploadFaults;
import dev.crossdock.testkit.modes.Vendors;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape to every kind of target. */
@Timeout(60)
class TargetMatrixTest {
    private static final long BODY_BYTES = 1 << 20;
    private static final int CUT_BYTES = 64 << 10;
    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** What a target does, and how a copy to it ends. */
    enum To {
        PLAIN(Cell.PLAIN, End.right()), //
        MOUNTS(Cell.PLAIN, End.right(), Prepare.BLOBS_TO_MOUNT), //
        MOUNTS_REFUSED(UploadFaults::mountsRefused, End.right(), Prepare.BLOBS_TO_MOUNT), //
        MOUNTS_ANSWERED_WITH_404(() -> UploadFaults.answers("POST", Kind.UPLOADS, 404, 1), End.right(),
                Prepare.BLOBS_TO_MOUNT), //
        SESSION_LOST(() -> UploadFaults.sessionsLost(0, 1), End.right()), //
        SESSION_LOST_BETWEEN_CHUNKS(() -> UploadFaults.sessionsLost(2, 1).over(chunked()), End.right()), //
        SESSIONS_ALWAYS_LOST(() -> UploadFaults.sessionsLost(0, ALWAYS), End.target(Missing.class, "404")), //
        NOT_SATISFIED(() -> UploadFaults.notSatisfied("PUT", 1), End.right()), //
        NOT_SATISFIED_WITH_CHUNKS(() -> UploadFaults.notSatisfied("PATCH", 2).over(chunked()), End.right()), //
        TOO_LARGE(TargetMatrixTest::chunked, End.right()), //
        ALWAYS_TOO_LARGE(() -> UploadFaults.tooLargeAbove(0), End.target(Refused.class, "413")), //
        PATCH_ANSWERS_201(() -> UploadFaults.patchAnswers201().over(chunked()), End.right()), //
        NEWEST_LOCATION_ONLY(() -> UploadFaults.newestLocationOnly().over(chunked()), End.right()), //
        STATUS_UNKNOWN(() -> UploadFaults.cutAfter(CUT_BYTES, 2).over(UploadFaults.statusUnknown()).over(chunked()),
                End.right()), //
        BLOB_ANSWER_LOST(() -> UploadFaults.answersLost(Kind.UPLOAD, 1), End.right()), //
        MANIFEST_ANSWER_LOST(() -> UploadFaults.answersLost(Kind.MANIFEST, 1), End.right()), //
        CUT_ONCE(() -> UploadFaults.cutAfter(CUT_BYTES, 1), End.right()), //
        CUT_WITHIN_CHUNKS(() -> UploadFaults.cutAfter(CUT_BYTES, 3).over(chunked()), End.right()), //
        ALWAYS_CUT(() -> UploadFaults.cutAfter(CUT_BYTES, ALWAYS), End.right()), //
        TOO_MANY(() -> Throttling.tooMany(2, 3), End.right()), //
        TOO_MANY_WITH_CHUNKS(() -> Throttling.tooMany(2, 3).over(chunked()), End.right()), //
        UNAVAILABLE_AT_FIRST(() -> Throttling.unavailable(1), End.right()), //
        DENIED(() -> UploadFaults.answers("POST", Kind.UPLOADS, 403, ALWAYS), End.target(Refused.class, "403 DENIED")), //
        MANIFESTS_FAIL(() -> UploadFaults.answers("PUT", Kind.MANIFEST, 500, ALWAYS),
                End.target(Unavailable.class, "500")), //
        BLOBS_FAIL(() -> UploadFaults.answers("PUT", Kind.UPLOAD, 500, ALWAYS), End.target(Unavailable.class, "500")), //
        PAGES_FOR_UPLOADS(UploadFaults::pagesForUploads, End.target(Corrupt.class, "200")), //
        BLOBS_UNKNOWN_AT_FIRST(() -> UploadFaults.blobsUnknownAtFirst(1), End.right()), //
        IMMUTABLE_TAG(UploadFaults::tagsImmutable, End.target(Refused.class, "TAG_INVALID"), Prepare.ANOTHER_IMAGE), //
        UPLOADS_ELSEWHERE(() -> ExpiringTokens.never("u", "p").over(UploadFaults.uploadsElsewhere()), End.right()), //
        BYTES_SENT_ON(() -> ExpiringTokens.never("u", "p").over(UploadFaults.sentOn(307, "PUT", "PATCH")), End.right()), //
        CHUNKS_SENT_ON(() -> ExpiringTokens.never("u", "p").over(UploadFaults.sentOn(308, "PUT", "PATCH"))
                .over(chunked()), End.right()), //
        UPLOADS_SENT_ON(() -> ExpiringTokens.never("u", "p").over(UploadFaults.sentOn(302, "POST")), End.right()), //
        TOKEN_EXPIRES(() -> ExpiringTokens.once("u", "p"), End.right()), //
        TOKENS_EXPIRE_BETWEEN_CHUNKS(() -> ExpiringTokens.amid("u", "p", 3).over(chunked()), End.right()), //
        ECR(Vendors::ecr, End.target(Refused.class, "does not have any parts").where(it -> it == Shape.EMPTY_LAYER)), //
        ECR_WITH_MOUNTS(Vendors::ecr, End.right(), Prepare.BLOBS_TO_MOUNT), //
        ECR_WITH_CHUNKS(() -> chunked().over(Vendors.ecr()),
                End.target(Refused.class, "does not have any parts").where(it -> it == Shape.EMPTY_LAYER)), //
        ECR_CUT(() -> UploadFaults.cutAfter(CUT_BYTES, 2).over(chunked()).over(Vendors.ecr()),
                End.target(Refused.class, "does not have any parts").where(it -> it == Shape.EMPTY_LAYER)), //
        GHCR(Vendors::ghcr, End.right()), //
        GHCR_WITH_CHUNKS(() -> UploadFaults.tooLargeAbove(5 << 20).over(Vendors.ghcr()), End.right()), //
        ZOT(() -> chunked().over(Vendors.zot()), End.right()), //
        ALIYUN(() -> chunked().over(Vendors.aliyun()), End.right()), //
        QUAY(Vendors::quay, End.right()), //
        QUAY_WITH_CHUNKS(() -> UploadFaults.cutAfter(CUT_BYTES, 2).over(chunked()).over(Vendors.quay()), End.right()), //
        IMPATIENT_PROXY(() -> new ImpatientProxy(LONG, LONG, BODY_BYTES), End.right());

        @SuppressWarnings("ImmutableEnumChecker") // makes modes, and holds nothing
        private final Supplier<Mode> mode;
        @SuppressWarnings("ImmutableEnumChecker") // a function of the shape
        private final End.OfShape end;
        private final Prepare prepare;

        To(Supplier<Mode> mode, End.OfShape end) {
            this(mode, end, Prepare.NOTHING);
        }

        To(Supplier<Mode> mode, End.OfShape end, Prepare prepare) {
            this.mode = mode;
            this.end = end;
            this.prepare = prepare;
        }

        Cell with(Shape shape) {
            return new Cell(shape, Cell.PLAIN, mode, Limits.STANDARD, prepare, end.of(shape));
        }
    }

    /** What is not built yet: a new upload where a whole blob is told that it does not fit. */
    private static final EnumSet<To> AWAITED = EnumSet.of(To.NOT_SATISFIED);

    /** No body above a size: large blobs have to come in chunks. */
    private static Mode chunked() {
        return UploadFaults.tooLargeAbove(BODY_BYTES);
    }

    static Stream<Arguments> cells() {
        return EnumSet.complementOf(AWAITED).stream()
                .flatMap(to -> Shape.ALL.stream().map(shape -> Arguments.of(to, shape)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void copy_endsAsItShould(To to, Shape shape) throws IOException {
        to.with(shape).run(seen -> {
            switch (to) {
                case MOUNTS, ECR_WITH_MOUNTS ->
                    assertThat(seen.target().traffic().pushed()).as("bytes pushed").isZero();
                case TOO_MANY, TOO_MANY_WITH_CHUNKS -> assertThat(seen.haul().pauses).as("as long as Retry-After says")
                        .contains(Duration.ofSeconds(3));
                default -> {
                    // how it ended says it all
                }
            }
        });
    }
}
