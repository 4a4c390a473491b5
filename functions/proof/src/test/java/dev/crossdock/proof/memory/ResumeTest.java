package dev.crossdock.proof.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningProgram;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.FlakyProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One large blob and {@code kill -9} at random moments: who comes after goes on from the last chunk. The bytes that the
 * source sends are counted at a proxy, those included that died with a process.
 */
@Tag("long")
class ResumeTest {
    private static final String HEAP = "-Xmx64m";
    private static final int GIBIBYTES = 10;
    private static final int GIBIBYTES_OF_SERVE = 4;
    private static final int LEAST_GIBIBYTES = 1;
    private static final int KILLS = 12;
    private static final int LEAST_KILLS = 2;
    private static final double MOST_FETCHED = 1.1;
    private static final long RESIDENT_MEBIBYTES_MAXIMUM = 512;
    private static final Duration LONGEST_COPY = Duration.ofMinutes(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final String REPOSITORY = "team/large";

    private final Random random = LongForm.random("resume");

    @Test
    void killedCopies_goOnFromTheLastChunk_withASmallHeap() throws Exception {
        long bytes = (long) LongForm.scaled(GIBIBYTES, LEAST_GIBIBYTES) << 30;
        int kills = LongForm.scaled(KILLS, LEAST_KILLS);
        try (TrialFolder folder = TrialFolder.of("resume");
                RunningRegistry from = start(folder, "from");
                RunningRegistry to = start(folder, "to");
                FlakyProxy proxy = FlakyProxy.inFrontOf(from.port())) {
            LargeImage image = LargeImage.push(from.uri(), REPOSITORY, 61, bytes);
            List<Long> moments = random.longs(kills, bytes / 50, bytes).sorted().boxed().toList();
            long peak = 0;
            for (long moment : moments) {
                try (RunningProgram copy = copy(folder, proxy, to)) {
                    await(copy, () -> proxy.passed() >= moment);
                    peak = Math.max(peak, copy.peakMebibytes());
                    assertThat(copy.isAlive()).as(copy::evidence).isTrue();
                    copy.kill();
                }
            }
            try (RunningProgram copy = copy(folder, proxy, to)) {
                peak = Math.max(peak, await(copy, () -> false));
                assertThat(copy.exitCode()).as(copy::evidence).isZero();
                assertThat(copy.output()).contains("resumed at ").doesNotContain("starts again");
            }
            report("copy --resume", bytes, kills, proxy.passed());
            System.out.printf("resume: copy with %s: %d MiB resident at most%n", HEAP, peak);
            assertThat(peak).isLessThanOrEqualTo(RESIDENT_MEBIBYTES_MAXIMUM);
            assertThat(LargeImage.pulled(to.uri(), REPOSITORY, image.layer())).isEqualTo(image.layer());
            assertThat(to.view().digest(REPOSITORY, "1")).contains(image.manifest());
        }
    }

    @Test
    void killedServe_goesOnFromTheLastChunk() throws Exception {
        long bytes = (long) LongForm.scaled(GIBIBYTES_OF_SERVE, LEAST_GIBIBYTES) << 30;
        AtomicReference<FlakyProxy> between = new AtomicReference<>();
        try (Site site = Site.start("resume-serve", Kind.OWN, uri -> {
            between.set(inFrontOf(uri.getPort()));
            return between.get().uri();
        }, uri -> uri); FlakyProxy proxy = between.get()) {
            LargeImage image = LargeImage.push(site.edge().uri(), REPOSITORY, 62, bytes);
            long moment = random.nextLong(bytes / 10, bytes * 8 / 10);
            Patience.until("half of the blob is fetched", LONGEST_COPY, () -> proxy.passed() >= moment,
                    site::evidence);
            site.serve().program().kill();
            site.serve().startAgainReady();
            Patience.until("the image stands in the target", LONGEST_COPY,
                    () -> site.prod().view().digest("mirror/" + REPOSITORY, "1").filter(image.manifest()::equals)
                            .isPresent(),
                    site::evidence);
            report("serve", bytes, 1, proxy.passed());
            assertThat(site.serve().program().output()).contains("resumed at byte ").doesNotContain("starts again");
            assertThat(LargeImage.pulled(site.prod().uri(), "mirror/" + REPOSITORY, image.layer()))
                    .isEqualTo(image.layer());
        }
    }

    private static FlakyProxy inFrontOf(int port) {
        try {
            return FlakyProxy.inFrontOf(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningRegistry start(TrialFolder folder, String name) {
        return RunningRegistry.start(folder,
                new RegistrySetup(name, Kind.OWN, folder.data(name)).withJavaOptions(HEAP));
    }

    private static RunningProgram copy(TrialFolder folder, FlakyProxy from, RunningRegistry to) {
        Path cache = folder.data("cache");
        return RunningProgram.start(
                List.of(Distribution.built().launcher().toString(), "copy", "--resume", "--src-tls-verify=false",
                        "--dest-tls-verify=false", "docker://127.0.0.1:%d/%s:1".formatted(from.port(), REPOSITORY),
                        "docker://%s/%s:1".formatted(to.host(), REPOSITORY)),
                Map.of("CROSSDOCK_JAVA_OPTS", HEAP, "XDG_CACHE_HOME", cache.toString()), folder.output("copy"));
    }

    /** Until the copy ends or the condition holds; gives the most memory that was seen. */
    private static long await(RunningProgram copy, java.util.function.BooleanSupplier condition) {
        long begun = System.nanoTime();
        long peak = 0;
        while (!condition.getAsBoolean() && !copy.endsWithin(LOOK_EVERY)) {
            peak = Math.max(peak, copy.peakMebibytes());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(copy::evidence).isLessThan(LONGEST_COPY);
        }
        return peak;
    }

    private static void report(String what, long bytes, int kills, long fetched) {
        System.out.printf("resume: %s, %d GiB, %d kills: %.3f times the bytes fetched%n", what, bytes >> 30, kills,
                (double) fetched / bytes);
        assertThat((double) fetched / bytes).as("%s: bytes fetched of bytes needed", what)
                .isLessThanOrEqualTo(MOST_FETCHED);
    }
}
