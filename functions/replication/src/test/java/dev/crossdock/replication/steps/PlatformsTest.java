package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Platform;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.PlatformFilter.Mode;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.RegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chosen platforms: the index as it is, or an index of its own. */
final class PlatformsTest {
    private static final Picture AMD64 = Images.image("amd64", 2);
    private static final Picture ARM64 = Images.image("arm64", 2);
    private static final Picture S390X = Images.image("s390x", 2);
    private static final Picture INDEX = Images.attestedIndex(images());

    private final TestClock clock = new TestClock(Duration.ofMillis(1));
    private final World world = new World(clock);

    private static Map<String, Picture> images() {
        Map<String, Picture> images = new LinkedHashMap<>();
        images.put("linux/amd64", AMD64);
        images.put("linux/arm64", ARM64);
        images.put("linux/s390x", S390X);
        return images;
    }

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    private static Message.Request asked(Mode mode, String... platforms) {
        Extent extent = new Extent(ReferrerFilter.ALL,
                new PlatformFilter(mode, Arrays.stream(platforms).map(Platform::parse).toList()), false);
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.empty(), 0, Optional.of(extent)));
    }

    private Digest attestation(int image) {
        return INDEX.children().get(2 * image + 1).digest();
    }

    @Test
    void sparse_keepsTheIndexAndTakesTheChosenImagesWithTheirAttestations() {
        world.eu.sparse();
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.SPARSE, "linux/amd64", "linux/arm64/v8"));
        assertThat(world.mirror().tagged("v1")).contains(INDEX.digest());
        assertThat(List.of(AMD64.digest(), attestation(0), ARM64.digest(), attestation(1)))
                .allMatch(world.mirror()::has);
        assertThat(List.of(S390X.digest(), attestation(2))).noneMatch(world.mirror()::has);
        assertThat(S390X.blobs().keySet()).noneMatch(world.mirror()::has);
    }

    @Test
    void sparseAgain_isUnchanged_andOneMorePlatformIsCopied() {
        world.eu.sparse();
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.SPARSE, "linux/amd64"));
        world.drain(asked(Mode.SPARSE, "linux/amd64"));
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.UNCHANGED);
        world.eu.forgetCalls();
        world.drain(asked(Mode.SPARSE, "linux/amd64", "linux/s390x"));
        assertThat(world.mirror().has(S390X.digest())).isTrue();
        assertThat(world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT && call.object().equals("v1")))
                .as("the tag says so already").isEmpty();
        assertThat(world.heard.outcomes()).endsWith(Outcome.PUBLISHED);
    }

    private static Message.Request all(Optional<String> ticket, boolean thorough) {
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(ticket, 0, Optional.of(Extent.WHOLE)), thorough);
    }

    @Test
    void wholeAfterSparse_askedByHand_isCopied() {
        world.eu.sparse();
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.SPARSE, "linux/amd64"));
        world.drain(all(Optional.of("ticket"), false));
        assertThat(INDEX.children()).allMatch(child -> world.mirror().has(child.digest()));
        assertThat(INDEX.blobs().keySet()).allMatch(world.mirror()::has);
        world.drain(all(Optional.of("ticket"), false));
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.PUBLISHED, Outcome.UNCHANGED);
    }

    @Test
    void wholeAfterSparse_askedThoroughly_isCopied() {
        world.eu.sparse();
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.SPARSE, "linux/amd64"));
        world.drain(all(Optional.empty(), true));
        assertThat(INDEX.blobs().keySet()).allMatch(world.mirror()::has);
    }

    @Test
    void targetThatTakesNoSparseIndex_isRefusedAtOnce_namingTheWayOut() {
        world.app().push("v1", INDEX);
        assertThatThrownBy(() -> world.drain(asked(Mode.SPARSE, "linux/amd64")))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("which names images that were left out")
                .hasMessageContaining("--strip-removed-platforms").hasMessageContaining("platformsMode: rewrite");
        assertThat(world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT && call.object().equals("v1")))
                .as("one refusal is enough").hasSize(1);
        assertThat(world.mirror().tagged("v1")).isEmpty();
    }

    @Test
    void rewritten_isAnIndexOfWhatIsCopied_withADigestOfItsOwn() {
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.REWRITE, "linux/s390x", "linux/amd64"));
        Digest published = world.mirror().tagged("v1").orElseThrow();
        assertThat(published).isNotEqualTo(INDEX.digest());
        Manifest index = Manifest.parse(world.mirror().at("v1"));
        assertThat(index.children()).extracting(child -> child.digest()).containsExactly(AMD64.digest(), S390X.digest(),
                attestation(0), attestation(2));
        assertThat(new String(index.raw().bytes(), StandardCharsets.UTF_8)).startsWith("{ \"schemaVersion\": 2")
                .contains("\"note\":\"kept as it is\"", "\"x\": 1.50 }").doesNotContain(ARM64.digest().toString());
        assertThat(world.mirror().has(ARM64.digest())).isFalse();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
    }

    @Test
    void rewrittenAgain_isUnchanged_withoutAnyPut() {
        world.app().push("v1", INDEX);
        world.drain(asked(Mode.REWRITE, "linux/amd64"));
        world.eu.forgetCalls();
        world.drain(asked(Mode.REWRITE, "linux/amd64"));
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.UNCHANGED);
        assertThat(world.eu.count(Verb.PUT)).isZero();
    }

    @Test
    void rewritten_leavesBehindWhatWasSaidOfTheWholeIndex_andTakesWhatWasSaidOfItsImages() {
        world.app().push("v1", INDEX);
        Picture ofIndex = world.app().pushUntagged(Images.referrer("of index", "a/b", INDEX.root()));
        Picture ofImage = world.app().pushUntagged(Images.referrer("of image", "a/b", AMD64.root()));
        Picture ofOther = world.app().pushUntagged(Images.referrer("of other", "a/b", ARM64.root()));
        world.drain(asked(Mode.REWRITE, "linux/amd64"));
        assertThat(world.mirror().has(ofImage.digest())).isTrue();
        assertThat(List.of(ofIndex.digest(), ofOther.digest())).noneMatch(world.mirror()::has);
    }

    @Test
    void noneOfThePlatforms_isMissing_namingThoseThere() {
        world.app().push("v1", INDEX);
        assertThatThrownBy(() -> world.drain(asked(Mode.SPARSE, "windows/amd64")))
                .isInstanceOf(RegistryException.Missing.class).hasMessage(
                        "read index v1 at source hub.example/team/app: got no image for windows/amd64, wanted one of: "
                                + "linux/amd64, linux/arm64, linux/s390x, unknown/unknown");
    }

    @Test
    void imageThatIsNoIndex_isCopiedAsItIs() {
        world.app().push("v1", AMD64);
        world.drain(asked(Mode.REWRITE, "linux/arm64"));
        assertThat(world.mirror().tagged("v1")).contains(AMD64.digest());
    }

    @Test
    void indexOnly_putsNothingElse() {
        world.eu.sparse();
        world.app().push("v1", INDEX);
        Extent extent = new Extent(ReferrerFilter.ALL, PlatformFilter.INDEX_ONLY, false);
        world.drain(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.empty(), 0, Optional.of(extent))));
        assertThat(world.eu.count(Verb.PUT)).isEqualTo(1);
        assertThat(world.eu.count(Verb.BEGIN)).isZero();
        assertThat(world.mirror().tagged("v1")).contains(INDEX.digest());
    }
}
