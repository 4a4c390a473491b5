package dev.crossdock.bench;

import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.SlowLink.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is copied, over which way, and how fast it ought to be. */
enum Trial {
    SIX("280 MB in 6 layers", Images.SIX_LAYERS, Way.FREE, List.of(Goal.ofFastest("1.0"))), //
    ONE("2 GB in 1 layer", Images.ONE_LAYER, Way.FREE, List.of(Goal.ofFastest("0.85"), Goal.cpuOf("crane", "1.2"))), //
    SIXTY("60 layers of 100 kB", Images.SIXTY_LAYERS, Way.FREE, List.of(Goal.ofFastest("1.2"))), //
    SIX_TLS("280 MB in 6 layers, TLS", Images.SIX_LAYERS, Way.FREE, List.of(Goal.ofFastest("1.15"))), //
    ONE_TLS("2 GB in 1 layer, TLS", Images.ONE_LAYER, Way.FREE, List.of(Goal.ofFastest("1.0"))), //
    CAPPED("250 MB, source 20 MB/s per connection", Images.BIG_LAYER, Images.CAPPED,
            List.of(Goal.ofFastest("0.33"))), //
    CAPPED_TLS("the same, TLS", Images.BIG_LAYER, Images.CAPPED, List.of(Goal.ofFastest("0.33"))), //
    FAR("60 layers of 100 kB, source 80 ms away", Images.SIXTY_LAYERS, Way.FREE.withRoundTrip(Duration.ofMillis(80)),
            List.of(Goal.ofFastest("0.6"))), //
    CUT("250 MB, every connection cut after 5 MiB", Images.BIG_LAYER, Way.FREE.withCutAfter(5 << 20),
            List.of(Goal.seconds("5"), Goal.fetched("1.05"))), //
    TAGS("100 tags over 8 shared layers, cold", Images.HUNDRED_TAGS, Way.FREE, List.of(Goal.ofFastest("0.9"))), //
    TAGS_UNCHANGED("the same, unchanged, --no-referrers", Images.HUNDRED_TAGS, Way.FREE,
            List.of(Goal.wallOf(Copier.SKOPEO, "0.6")));

    /** Apart, because an enum's own constants come before all others. */
    private static final class Images {
        static final LayeredImage SIX_LAYERS = new LayeredImage("bench/six", 6, 280_000_000 / 6, 1);
        static final LayeredImage ONE_LAYER = new LayeredImage("bench/one", 1, 2_000_000_000, 1);
        static final LayeredImage SIXTY_LAYERS = new LayeredImage("bench/sixty", 60, 100_000, 1);
        static final LayeredImage BIG_LAYER = new LayeredImage("bench/big", 1, 250_000_000, 1);
        static final LayeredImage HUNDRED_TAGS = new LayeredImage("bench/tags", 8, 1_000_000, 100);
        static final Way CAPPED = Way.FREE.withBytesPerSecond(20_000_000);
    }

    private final String title;
    @SuppressWarnings("ImmutableEnumChecker") // a record of a string and numbers
    private final LayeredImage image;
    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Way way;
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
    private final List<Goal> goals;

    Trial(String title, LayeredImage image, Way way, List<Goal> goals) {
        this.title = title;
        this.image = image;
        this.way = way;
        this.goals = goals;
    }

    String title() {
        return title;
    }

    LayeredImage image() {
        return image;
    }

    List<Goal> goals() {
        return goals;
    }

    boolean isTls() {
        return name().endsWith("_TLS");
    }

    /** Whether whole repositories are copied. */
    boolean isOfTags() {
        return image.tags() > 1;
    }

    /** Whether the target holds everything before the clock starts. */
    boolean isUnchanged() {
        return this == TAGS_UNCHANGED;
    }

    /** The way to the source, where it is not straight. */
    Optional<SlowLink> link(int port) throws IOException {
        return way.equals(Way.FREE) ? Optional.empty() : Optional.of(SlowLink.inFrontOf(port, way));
    }

    /** Makes its image where the registry does not hold it from an earlier run. */
    void ensure(int port, Path scratch) throws IOException {
        image.ensure(port, scratch);
    }

    static Trial named(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("trial \"%s\": wanted one of %s".formatted(word,
                        Arrays.stream(values()).map(Trial::word).collect(Collectors.joining(", ")))));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
