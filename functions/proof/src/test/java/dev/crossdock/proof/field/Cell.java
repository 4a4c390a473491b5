package dev.crossdock.proof.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Digest;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.Mode;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One copy of the matrix: a shape between two registries, and how it ends.
 *
 * @param source  the modes of the source, or of the target: made anew for each cell
 * @param limits  of the client
 * @param prepare what the target holds before
 */
record Cell(Shape shape, Supplier<Mode> source, Supplier<Mode> target, Limits limits, Prepare prepare, End end) {
    /** A registry without any mode. */
    static final Supplier<Mode> PLAIN = () -> (request, rest) -> rest.answer(request);
    private static final SeededImage OLD = new SeededImages(89).image(Format.OCI, 1, 500);

    /** What the target holds before. */
    enum Prepare {
        NOTHING, BLOBS_TO_MOUNT, ANOTHER_IMAGE
    }

    /** What happened in a cell that ended as it should. */
    record Seen(FieldRegistry source, FieldRegistry target, Haul haul) {}

    /** Looks closer at what happened. */
    @FunctionalInterface
    interface Closer {
        void look(Seen seen);
    }

    void run() throws IOException {
        run(_ -> {});
    }

    /** Runs it; a request that a registry does not know fails it as well. */
    void run(Closer closer) throws IOException {
        try (FieldRegistry from = FieldRegistry.start(source.get()).seed(shape.image(), Haul.FROM, Haul.TAG);
                FieldRegistry to = FieldRegistry.start(target.get());
                Haul haul = new Haul(limits)) {
            List<Digest> mountable = prepared(to);
            Throwable thrown = catchThrowable(() -> haul.run(from.uri(), to.uri(), mountable));
            switch (end) {
                case End.Right() -> assertRight(thrown, to);
                case End.Fails fails -> assertFailed(fails, thrown, from, to);
            }
            closer.look(new Seen(from, to, haul));
        }
    }

    private List<Digest> prepared(FieldRegistry to) {
        return switch (prepare) {
            case NOTHING -> List.of();
            case ANOTHER_IMAGE -> {
                to.seed(OLD, Haul.TO, Haul.TAG);
                yield List.of();
            }
            case BLOBS_TO_MOUNT -> {
                to.seed(shape.image(), Haul.BASE, "old");
                yield shape.image().allBlobs().map(it -> Digest.parse(it.digest())).distinct().toList();
            }
        };
    }

    private void assertRight(@Nullable Throwable thrown, FieldRegistry to) {
        assertThat(thrown).as("wanted the image at the target").isNull();
        assertThat(to.content().holds(shape.image(), Haul.TO, Haul.TAG)).as("the target holds every byte").isTrue();
    }

    private void assertFailed(End.Fails fails, @Nullable Throwable thrown, FieldRegistry from, FieldRegistry to) {
        boolean sourceFails = fails.side().equals("source");
        String place = sourceFails ? from.port() + "/" + Haul.FROM : to.port() + "/" + Haul.TO;
        assertThat(thrown).as("wanted a failure").isExactlyInstanceOf(fails.as())
                .hasMessageContaining(fails.side() + " 127.0.0.1:" + place).hasMessageContaining(fails.saying())
                .hasMessageNotContainingAny("\n", "signature=", "token-");
        if (prepare == Prepare.ANOTHER_IMAGE) {
            assertThat(to.content().holds(OLD, Haul.TO, Haul.TAG)).as("the target's tag is as it was").isTrue();
        } else {
            assertThat(to.content().tags(Haul.TO)).as("no tag at the target").isEmpty();
        }
    }
}
