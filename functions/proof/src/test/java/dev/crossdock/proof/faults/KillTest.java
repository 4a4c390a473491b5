package dev.crossdock.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.Web;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of {@code crossdock serve} at random moments. Every image that was pushed while it lived or not ends in
 * the target (docker-registry keeps sending what was not accepted), so does every replication that was accepted by hand,
 * which no sweep would find; and at no moment does a tag of the target lead to something that is not there.
 */
@Tag("long")
class KillTest {
    private static final int KILLS = 20;
    private static final int LEAST_KILLS = 6;
    private static final int LAYERS = 3;
    private static final int LAYER_BYTES = 12 << 20;
    /** In turns: somewhere in the copy or after it, and while the first bytes move. */
    private static final int[] LONGEST_INTO_COPY_MILLIS = {800, 120, 60};
    /** Of so many kills one is followed by another before what it left is repaired. */
    private static final int RECOVERED_ROUNDS = 4;
    private static final int LONGEST_INTO_START_MILLIS = 2_500;
    private static final Duration LONGEST_TO_COPY = Duration.ofSeconds(60);
    private static final Duration LONGEST_TO_END = Duration.ofMinutes(5);
    private static final String PUSHED = "team/kill";
    private static final String ASKED = "by/hand";

    private final Random random = LongForm.random("kill");
    private final SeededImages images = new SeededImages(random.nextLong());
    private final Map<String, String> pushed = new LinkedHashMap<>();
    private final Map<String, String> asked = new LinkedHashMap<>();
    private final Map<String, String> tickets = new LinkedHashMap<>();
    private int amidCopies;

    @Test
    void killedServe_losesNothingAndShowsNothingHalf() {
        int kills = LongForm.scaled(KILLS, LEAST_KILLS);
        try (Site site = Site.start("kill", Kind.FOREIGN)) {
            Skopeo skopeo = new Skopeo(site.folder());
            for (int kill = 0; kill < kills; kill++) {
                killWhileCopying(site, skopeo, kill);
                assertNothingIsHalf(site);
                if (kill % RECOVERED_ROUNDS == 0) {
                    killWhileRecovering(site);
                    assertNothingIsHalf(site);
                }
            }
            awaitEverything(site);
            System.out.printf(
                    "kill: %d kills, %d of them amid an upload, and more while it recovered; %d images pushed and %d asked for stand whole%n",
                    kills, amidCopies, pushed.size(), asked.size());
        }
        assertThat(amidCopies).as("kills amid an upload").isPositive();
    }

    private void killWhileCopying(Site site, Skopeo skopeo, int round) {
        SeededImage byHand = images.image(Format.OCI, LAYERS, LAYER_BYTES);
        SeededImage byRule = images.image(Format.OCI, LAYERS, LAYER_BYTES);
        String tag = "v" + round;
        skopeo.push(byHand, site.edge(), "other/kill:" + tag);
        Set<String> before = uploads(site);
        skopeo.push(byRule, site.edge(), PUSHED + ":" + tag);
        pushed.put(tag, byRule.manifest().digest());
        ask(site, tag, byHand.manifest().digest());
        Patience.until("a copy begins", LONGEST_TO_COPY, () -> !before.containsAll(uploads(site)), site::evidence);
        site.serve().program().endsWithin(
                Duration.ofMillis(random.nextInt(LONGEST_INTO_COPY_MILLIS[round % LONGEST_INTO_COPY_MILLIS.length])));
        Set<String> current = uploads(site);
        site.serve().program().kill();
        current.retainAll(uploads(site));
        amidCopies += before.containsAll(current) ? 0 : 1;
        site.serve().startAgainReady();
    }

    /** Accepted is what was answered with 202: only that is promised. */
    private void ask(Site site, String tag, String digest) {
        HttpResponse<byte[]> answer = Web.send(Web.post(site.serve().at("/replications"),
                "{\"source\": \"edge/other/kill:%s\", \"target\": \"prod/%s:%s\"}".formatted(tag, ASKED, tag)));
        assertThat(answer.statusCode()).as(Web.text(answer)).isEqualTo(202);
        asked.put(tag, digest);
        tickets.put(tag, answer.headers().firstValue("Location").orElseThrow());
    }

    private void killWhileRecovering(Site site) {
        site.serve().program().kill();
        site.serve().startAgain();
        site.serve().program().endsWithin(Duration.ofMillis(random.nextInt(LONGEST_INTO_START_MILLIS)));
        site.serve().program().kill();
        site.serve().startAgainReady();
    }

    /** The names of docker-registry's upload sessions; one whose client died stays. */
    private static Set<String> uploads(Site site) {
        Path repositories = site.prod().root().resolve("docker/registry/v2/repositories");
        Set<String> sessions = new HashSet<>();
        for (String repository : new String[]{"mirror/" + PUSHED, ASKED}) {
            File[] found = repositories.resolve(repository).resolve("_uploads").toFile().listFiles();
            Arrays.stream(found == null ? new File[0] : found).map(File::getName).forEach(sessions::add);
        }
        return sessions;
    }

    private static void assertNothingIsHalf(Site site) {
        assertThat(site.prod().view().missing("mirror/" + PUSHED)).as(site::evidence).isEmpty();
        assertThat(site.prod().view().missing(ASKED)).as(site::evidence).isEmpty();
    }

    private void awaitEverything(Site site) {
        Patience.until("every image stands in the target", LONGEST_TO_END,
                () -> holds(site, "mirror/" + PUSHED, pushed) && holds(site, ASKED, asked), site::evidence);
        Patience.until("every ticket says done", LONGEST_TO_END,
                () -> tickets.values().stream().allMatch(ticket -> isDone(site, ticket)), site::evidence);
        assertNothingIsHalf(site);
    }

    private static boolean holds(Site site, String repository, Map<String, String> wanted) {
        return wanted.entrySet().stream().allMatch(
                each -> site.prod().view().digest(repository, each.getKey()).filter(each.getValue()::equals)
                        .isPresent());
    }

    private static boolean isDone(Site site, String ticket) {
        try {
            return Web.text(Web.send(Web.to(site.serve().at(ticket)))).contains("\"state\":\"done\"");
        } catch (UncheckedIOException _) {
            return false;
        }
    }
}
