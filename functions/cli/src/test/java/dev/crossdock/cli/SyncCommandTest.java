package dev.crossdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tags from one registry to another. */
final class SyncCommandTest {
    private static final int TAGS = 20;

    @TempDir
    private Path folder;

    private TwoSides sides;

    @BeforeEach
    void start() throws IOException {
        sides = new TwoSides(folder);
    }

    @AfterEach
    void stop() {
        sides.close();
    }

    /** So many tags of images of their own, and as many again of one and the same image. */
    private List<SeededImage> pushAll(String repository) throws Exception {
        SeededImage shared = new SeededImages(1).image(SeededImages.Format.OCI, 2, 10_000);
        List<SeededImage> images = new ArrayList<>();
        for (int i = 0; i < TAGS; i++) {
            SeededImage image = i % 2 == 0
                    ? shared
                    : new SeededImages(100 + i).image(SeededImages.Format.OCI, 2, 10_000);
            sides.push(image, repository, "t" + i);
            images.add(image);
        }
        return images;
    }

    private static long requests(Said said, String side) {
        String line = said.stderr().lines().filter(each -> each.startsWith("requests:")).findFirst().orElseThrow();
        return Long
                .parseLong(line.replaceAll(".* ([0-9]+) to the " + side + ".*", "$1").replace("requests:", "").strip());
    }

    @Test
    void allTags_arrive_andSharedBlobsMoveOnce() throws Exception {
        List<SeededImage> images = pushAll("team/app");

        Said said = sides.sync("team/app", "mirror/app", "--output", "json");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        JsonNode json = new ObjectMapper().readTree(said.stdout());
        assertThat(json.get("failed").asInt()).isZero();
        assertThat(json.get("source").asText()).isEqualTo(sides.from("team/app"));
        assertThat(json.get("tags")).hasSize(TAGS).allMatch(tag -> tag.get("result").asText().equals("copied"));
        for (int i = 0; i < TAGS; i++) {
            assertThat(sides.digestInTarget("mirror/app", "t" + i)).contains(images.get(i).manifest().digest());
        }
        long distinct = images.stream().flatMap(SeededImage::allBlobs).distinct().mapToLong(it -> it.bytes().length)
                .sum();
        assertThat(json.get("bytesStreamed").asLong()).isEqualTo(distinct);
    }

    @Test
    void unchangedTags_costOneRequestEachSide() throws Exception {
        pushAll("team/same");
        sides.sync("team/same", "mirror/same");

        Said said = sides.sync("team/same", "mirror/same", "--debug", "--no-referrers");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stdout().lines()).hasSize(TAGS + 1).first().asString().startsWith("TAG");
        assertThat(said.stdout().lines().skip(1)).allMatch(line -> line.contains("unchanged"));
        assertThat(said.stderr()).contains(TAGS + " tags: " + TAGS + " unchanged; 0 B streamed");
        assertThat(requests(said, "source")).isBetween((long) TAGS + 1, TAGS + 2L); // the list, and how to speak to it
        assertThat(requests(said, "target")).isBetween((long) TAGS + 1, TAGS + 2L); // the same
    }

    @Test
    void newTags_costFewRequests() throws Exception {
        List<SeededImage> images = pushAll("team/cold");
        long blobs = images.stream().flatMap(SeededImage::allBlobs).distinct().count();

        Said said = sides.sync("team/cold", "mirror/cold", "--debug", "--no-referrers", "--src-limit-requests", "1");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        // How to speak to it, its list; each manifest and each blob once; each tag once more after the put, and before it
        // where a slow machine lets the first reading grow old.
        assertThat(requests(said, "source")).isBetween(2 + 2L * TAGS + blobs, 2 + 3L * TAGS + blobs);
        // No question for any blob or tag: begun, streamed; put, looked at.
        assertThat(requests(said, "target")).isBetween(2 + 2L * TAGS + 2 * blobs, 2 + 2L * TAGS + 2 * blobs + TAGS);
    }

    @Test
    void newTagsBesideOthers_arrive() throws Exception {
        pushAll("team/more");
        sides.sync("team/more:t0", "mirror/more", "-q");

        Said said = sides.sync("team/more", "mirror/more", "--debug", "--no-referrers");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stderr()).contains("1 unchanged", (TAGS - 1) + " copied");
        assertThat(sides.digestInTarget("mirror/more", "t19")).isPresent();
    }

    @Test
    void oneBadTag_doesNotStopTheOthers() throws Exception {
        List<SeededImage> images = pushAll("team/bad");
        sides.lose(images.get(1).blobs().getLast().digest());

        Said said = sides.sync("team/bad", "mirror/bad");

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(said.stderr()).contains("crossdock: tag t1: read blob " + images.get(1).blobs().getLast().digest(),
                "1 failed", (TAGS - 1) + " copied");
        assertThat(said.stdout().lines()).anyMatch(line -> line.matches("t1 +failed.*"));
        assertThat(sides.digestInTarget("mirror/bad", "t1")).isEmpty();
        assertThat(sides.digestInTarget("mirror/bad", "t3")).isPresent();
    }

    @Test
    void includeAndExclude_choose() throws Exception {
        pushAll("team/some");

        Said said = sides.sync("team/some", "mirror/some", "--include", "t1*", "--exclude", "t12");

        assertThat(said.exitCode()).as(said.stderr()).isZero();
        assertThat(said.stdout().lines()).hasSize(11);
        assertThat(sides.digestInTarget("mirror/some", "t19")).isPresent();
        assertThat(sides.digestInTarget("mirror/some", "t12")).isEmpty();
        assertThat(sides.digestInTarget("mirror/some", "t2")).isEmpty();
    }

    @Test
    void tagsOfSignatures_comeWithTheirImageAlone() throws Exception {
        SeededImage image = new SeededImages(7).image(SeededImages.Format.OCI, 2, 1_000);
        SeededImage signature = new SeededImages(8).image(SeededImages.Format.OCI, 1, 1_000);
        String subject = image.manifest().digest().replace(':', '-');
        sides.push(image, "team/signed", "1");
        sides.push(signature, "team/signed", subject + ".sig");
        sides.push(signature, "team/signed", subject.replace(subject.substring(7), "0".repeat(64)) + ".sig");

        Said alone = sides.sync("team/signed", "mirror/alone", "--no-referrers");
        Said whole = sides.sync("team/signed", "mirror/whole");

        assertThat(alone.exitCode()).as(alone.stderr()).isZero();
        assertThat(alone.stdout().lines()).hasSize(2);
        assertThat(sides.digestInTarget("mirror/alone", subject + ".sig")).isEmpty();
        assertThat(whole.exitCode()).as(whole.stderr()).isZero();
        assertThat(sides.digestInTarget("mirror/whole", subject + ".sig")).contains(signature.manifest().digest());
        assertThat(sides.digestInTarget("mirror/whole", "sha256-" + "0".repeat(64) + ".sig")).isEmpty();
    }

    @Test
    void unchangedTagsWithReferrers_costOneRequestMoreEachSide() throws Exception {
        pushAll("team/referred");
        sides.sync("team/referred", "mirror/referred");

        Said said = sides.sync("team/referred", "mirror/referred", "--debug");

        assertThat(said.stdout().lines().skip(1)).allMatch(line -> line.contains("unchanged"));
        assertThat(requests(said, "source")).isLessThanOrEqualTo(2L * TAGS + 2);
        assertThat(requests(said, "target")).isLessThanOrEqualTo(2L * TAGS + 2);
    }

    @Test
    void oneTagNamed_isTheOnlyOne() throws Exception {
        pushAll("team/one");

        Said said = sides.sync("team/one:t4", "mirror/one", "-q");

        assertThat(said).isEqualTo(new Said(0, "", ""));
        assertThat(sides.digestInTarget("mirror/one", "t4")).isPresent();
        assertThat(sides.digestInTarget("mirror/one", "t5")).isEmpty();
    }

    @Test
    void whatCannotBeMeant_isSaidAtOnce() {
        assertThat(sides.sync("team/app", "mirror/app:1").exitCode()).isEqualTo(64);
        assertThat(sides.sync("team/app@sha256:" + "0".repeat(64), "mirror/app").exitCode()).isEqualTo(64);
        assertThat(sides.sync("team/app", "mirror/app", "--include", "a b").exitCode()).isNotZero();
        assertThat(sides.sync("team/app:1", "mirror/app", "--include", "a").exitCode()).isEqualTo(64);
        Said contradiction = sides.sync("team/app", "mirror/app", "--no-referrers", "--referrer-type", "x/y");
        assertThat(contradiction.exitCode()).isEqualTo(64);
        assertThat(contradiction.stderr()).contains("exclude each other").hasLineCount(1);
    }

    @Test
    void noTags_isNotFound() throws Exception {
        Said none = sides.sync("team/nothing", "mirror/nothing");
        pushAll("team/unfit");
        Said unfit = sides.sync("team/unfit", "mirror/unfit", "--include", "x");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.stderr()).contains("list tags at source", "team/nothing: got none").hasLineCount(1);
        assertThat(unfit.exitCode()).isEqualTo(2);
        assertThat(unfit.stderr()).contains("of which none fits");
    }
}
