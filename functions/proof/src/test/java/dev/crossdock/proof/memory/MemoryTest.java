package dev.crossdock.proof.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningProgram;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.TrialFolder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One blob of 4 GiB: pushed to and pulled from our registry, and copied from it to docker-registry, each with a heap of
 * 64 MiB. Nobody here holds it: it is generated on the way in and hashed on the way out.
 */
@Tag("long")
class MemoryTest {
    private static final String HEAP = "-Xmx64m";
    private static final int GIBIBYTES = 4;
    private static final int PLACES = 2;
    /** What a whole process may have resident: the smallest function that is promised to do (DESIGN.md, section 1). */
    private static final long RESIDENT_MEBIBYTES_MAXIMUM = 512;
    private static final Duration LONGEST_COPY = Duration.ofMinutes(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final String REPOSITORY = "team/large";

    private final long bytes = (long) LongForm.scaled(GIBIBYTES, 1) << 30;

    @Test
    void largeBlob_passesThroughASmallHeap() throws Exception {
        try (TrialFolder folder = TrialFolder.of("memory")) {
            assertThat(Files.getFileStore(folder.data("own")).getUsableSpace()).as("free bytes on the disk")
                    .isGreaterThan(PLACES * bytes + (1L << 30));
            try (RunningRegistry own = RunningRegistry.start(folder,
                    new RegistrySetup("own", Kind.OWN, folder.data("own")).withJavaOptions(HEAP));
                    RunningRegistry foreign = RunningRegistry.start(folder,
                            new RegistrySetup("foreign", Kind.FOREIGN, folder.data("foreign")))) {
                LargeImage image = LargeImage.push(own.uri(), REPOSITORY, 60, bytes);
                String digest = image.layer();
                report("registry serve after the push", own.program().peakMebibytes());
                assertThat(LargeImage.pulled(own.uri(), REPOSITORY, digest)).isEqualTo(digest);
                report("registry serve after the pull", own.program().peakMebibytes());
                copy(folder, own, foreign);
                report("registry serve after the copy", own.program().peakMebibytes());
                assertThat(foreign.view().missing("mirror/large", "1")).isEmpty();
                assertThat(LargeImage.pulled(foreign.uri(), "mirror/large", digest)).isEqualTo(digest);
            }
        }
    }

    private void report(String what, long mebibytes) {
        System.out.printf("memory: %d GiB blob, %s, %s: %d MiB resident at most%n", bytes >> 30, HEAP, what, mebibytes);
        assertThat(mebibytes).as(what).isLessThanOrEqualTo(RESIDENT_MEBIBYTES_MAXIMUM);
    }

    private void copy(TrialFolder folder, RunningRegistry from, RunningRegistry to) {
        List<String> command = List.of(Distribution.built().launcher().toString(), "copy", "--src-tls-verify=false",
                "--dest-tls-verify=false", Skopeo.remote(from, REPOSITORY + ":1"), Skopeo.remote(to, "mirror/large:1"));
        long begun = System.nanoTime();
        long peak = 0;
        try (RunningProgram program = RunningProgram.start(command, Map.of("CROSSDOCK_JAVA_OPTS", HEAP),
                folder.output("copy"))) {
            while (!program.endsWithin(LOOK_EVERY) && System.nanoTime() - begun < LONGEST_COPY.toNanos()) {
                peak = Math.max(peak, program.peakMebibytes());
            }
            assertThat(program.isAlive()).as("copy runs for longer than " + LONGEST_COPY).isFalse();
            assertThat(program.exitCode()).as(program::evidence).isZero();
        }
        System.out.printf("memory: copied in %d s%n", Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        report("copy", peak);
    }
}
