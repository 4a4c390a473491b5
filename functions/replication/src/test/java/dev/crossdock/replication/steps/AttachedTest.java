package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.Referrer;
import dev.crossdock.image.attached.ReferrerIndex;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.fake.FakeRegistry.Call;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever belongs to an image comes with it, after it, and before its tag. */
final class AttachedTest {
    private static final String SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String SPDX = "application/spdx+json";
    private static final Picture A = Images.image("a", 2);
    private static final Picture SIGNED = Images.index(List.of(Images.image("amd64", 2), Images.image("arm64", 1)));
    private static final Picture SBOM = Images.referrer("sbom", SPDX, SIGNED.root());
    private static final Picture SBOM_SIGNATURE = Images.referrer("sbom signature", SIGNATURE, SBOM.root());
    private static final Picture CHILD_SIGNATURE = Images.referrer("child", SIGNATURE, SIGNED.children().getFirst());
    private static final Picture COSIGN = Images.image("cosign", 1);

    private final TestClock clock = new TestClock(Duration.ofMillis(1));
    private final World world = new World(clock);

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    private static Message.Request asked(ReferrerFilter referrers) {
        Extent extent = new Extent(referrers, PlatformFilter.ALL, false);
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.empty(), 0, Optional.of(extent)));
    }

    private void pushSigned() {
        world.app().push("v1", SIGNED);
        world.app().pushUntagged(SBOM);
        world.app().pushUntagged(SBOM_SIGNATURE);
        world.app().pushUntagged(CHILD_SIGNATURE);
        world.app().push(SubjectTag.SIGNATURES.of(SIGNED.digest()).name(), COSIGN);
    }

    private List<String> puts() {
        return world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT).map(Call::object).toList();
    }

    private List<Digest> listed(Digest subject) {
        return ReferrerIndex.read(world.mirror().at(SubjectTag.REFERRERS.of(subject).name())).stream()
                .map(Referrer::descriptor).map(Descriptor::digest).toList();
    }

    @Test
    void signedIndex_arrivesWithAllThatBelongsToIt_subjectsFirstAndTheTagLast() {
        pushSigned();
        world.drain(World.request());
        String cosign = SubjectTag.SIGNATURES.of(SIGNED.digest()).name();
        List<String> puts = puts();
        assertThat(puts).containsExactlyInAnyOrder(SIGNED.children().get(0).digest().toString(),
                SIGNED.children().get(1).digest().toString(), SIGNED.digest().toString(), SBOM.digest().toString(),
                SBOM_SIGNATURE.digest().toString(), CHILD_SIGNATURE.digest().toString(), cosign, "v1");
        assertThat(puts).containsSubsequence(SIGNED.digest().toString(), SBOM.digest().toString(),
                SBOM_SIGNATURE.digest().toString(), "v1");
        assertThat(puts).containsSubsequence(SIGNED.children().getFirst().digest().toString(),
                SIGNED.digest().toString(), CHILD_SIGNATURE.digest().toString(), "v1");
        assertThat(puts).containsSubsequence(SIGNED.digest().toString(), cosign, "v1");
        assertThat(world.mirror().tagged(cosign)).contains(COSIGN.digest());
        for (Picture each : List.of(SBOM, SBOM_SIGNATURE, CHILD_SIGNATURE, COSIGN)) {
            assertThat(each.blobs().keySet()).allMatch(world.mirror()::has);
        }
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
    }

    @Test
    void imageAlone_isPutOnceUnderItsTag() {
        world.app().push("v1", A);
        world.drain(World.request());
        assertThat(puts()).containsExactly("v1");
        assertThat(world.eu.count(Verb.REFERRERS)).isZero();
    }

    @Test
    void notWanted_isNotAskedFor() {
        pushSigned();
        world.drain(asked(ReferrerFilter.NONE));
        assertThat(world.hub.count(Verb.REFERRERS)).isZero();
        assertThat(world.mirror().has(SBOM.digest())).isFalse();
        assertThat(puts()).hasSize(3).endsWith("v1");
        world.hub.forgetCalls();
        world.eu.forgetCalls();
        world.drain(asked(ReferrerFilter.NONE));
        assertThat(world.hub.calls()).as("an unchanged tag costs one HEAD on each side").hasSize(1);
        assertThat(world.eu.calls()).hasSize(1);
    }

    @Test
    void filter_takesItsTypesAlone() {
        pushSigned();
        world.drain(asked(ReferrerFilter.of(List.of(SPDX))));
        assertThat(world.mirror().has(SBOM.digest())).isTrue();
        assertThat(world.mirror().has(SBOM_SIGNATURE.digest())).isFalse();
        assertThat(world.mirror().has(CHILD_SIGNATURE.digest())).isFalse();
        assertThat(world.mirror().has(COSIGN.digest())).isFalse();
    }

    @Test
    void unchangedTagAndReferrers_costOneRequestEachForTheTagAndTheReferrers() {
        pushSigned();
        world.drain(World.request());
        world.hub.forgetCalls();
        world.eu.forgetCalls();
        world.drain(World.request());
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.UNCHANGED);
        assertThat(world.hub.count(Verb.REFERRERS)).isEqualTo(1);
        assertThat(world.hub.calls()).as("the tag, the referrers, three tags of cosign").hasSize(5);
        assertThat(world.eu.calls()).as("the tag, the referrers, the one tag of cosign").hasSize(3);
    }

    @Test
    void newSignatureOfAnUnchangedTag_isCopiedAndTheTagLeftAlone() {
        world.app().push("v1", A);
        world.drain(World.request());
        world.eu.forgetCalls();
        Picture signature = world.app().pushUntagged(Images.referrer("late", SIGNATURE, A.root()));
        world.drain(World.request());
        assertThat(puts()).containsExactly(signature.digest().toString());
        assertThat(world.eu.count(Verb.HOLDS)).as("nobody asks for the image's own blobs").isEqualTo(2);
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.PUBLISHED);
        assertThat(world.context.ledger().openRoutes(clock.instant().plusSeconds(9), 10)).isEmpty();
    }

    @Test
    void newCosignTagOfAnUnchangedTag_isCopied() {
        world.app().push("v1", A);
        world.drain(World.request());
        world.eu.forgetCalls();
        String tag = SubjectTag.ATTESTATIONS.of(A.digest()).name();
        world.app().push(tag, COSIGN);
        world.drain(World.request());
        assertThat(puts()).containsExactly(tag);
    }

    @Test
    void targetThatKeepsNoLists_isGivenOneUnderTheFallbackTag_andLosesNothing() {
        world.eu.withoutReferrersApi();
        pushSigned();
        Picture standing = world.mirror().pushUntagged(Images.referrer("theirs", SPDX, SIGNED.root()));
        world.mirror().putManifest(SubjectTag.REFERRERS.of(SIGNED.digest()),
                ReferrerIndex.merge(Optional.empty(), List.of(dev.crossdock.image.Manifest.parse(standing.root()))));
        world.drain(World.request());
        assertThat(listed(SIGNED.digest())).containsExactly(standing.digest(), SBOM.digest());
        assertThat(listed(SBOM.digest())).containsExactly(SBOM_SIGNATURE.digest());
        assertThat(listed(SIGNED.children().getFirst().digest())).containsExactly(CHILD_SIGNATURE.digest());
        assertThat(puts()).endsWith("v1");
        world.eu.forgetCalls();
        world.drain(World.request());
        assertThat(puts()).isEmpty();
    }

    @Test
    void listThatSomebodyOverwrites_isAddedToAgain() {
        world.eu.withoutReferrersApi();
        world.app().push("v1", A);
        Picture ours = world.app().pushUntagged(Images.referrer("ours", SIGNATURE, A.root()));
        Picture theirs = world.mirror().pushUntagged(Images.referrer("theirs", SIGNATURE, A.root()));
        Tag list = SubjectTag.REFERRERS.of(A.digest());
        // The first question is the plan's, the second the one before the first put; then others put theirs.
        world.eu.before(call -> call.verb() == Verb.REFERRERS, 3, () -> world.mirror().putManifest(list,
                ReferrerIndex.merge(Optional.empty(), List.of(dev.crossdock.image.Manifest.parse(theirs.root())))));
        world.drain(World.request());
        assertThat(listed(A.digest())).containsExactly(theirs.digest(), ours.digest());
    }

    @Test
    void listThatIsOverwrittenForEver_isGivenUpForNow() {
        world.eu.withoutReferrersApi();
        world.app().push("v1", A);
        world.app().pushUntagged(Images.referrer("ours", SIGNATURE, A.root()));
        String list = SubjectTag.REFERRERS.of(A.digest()).name();
        world.eu.before(call -> {
            if (call.verb() == Verb.REFERRERS) {
                world.mirror().untag(list);
            }
        });
        assertThatThrownBy(() -> world.drain(World.request())).isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageContaining("list referrers of " + A.digest()).hasMessageContaining("after each of 8 times");
        assertThat(world.mirror().tagged("v1")).as("no image before what belongs to it").isEmpty();
    }

    @Test
    void imageUnderTheFallbackTag_isRefusedAndStays() {
        world.eu.withoutReferrersApi();
        world.app().push("v1", A);
        world.app().pushUntagged(Images.referrer("ours", SIGNATURE, A.root()));
        String list = SubjectTag.REFERRERS.of(A.digest()).name();
        world.mirror().push(list, COSIGN);
        assertThatThrownBy(() -> world.drain(World.request())).isInstanceOf(RuntimeException.class)
                .hasMessageContaining("wanted an index of referrers");
        assertThat(world.mirror().tagged(list)).contains(COSIGN.digest());
    }

    @Test
    void claimsThatGoInACircle_endAndAreNotBelieved() {
        world.app().push("v1", A);
        Picture one = world.app().pushUntagged(Images.image("one", 1));
        Picture two = world.app().pushUntagged(Images.image("two", 1));
        world.app().claim(one.digest(), A.digest());
        world.app().claim(two.digest(), one.digest());
        world.app().claim(one.digest(), two.digest());
        world.app().claim(A.digest(), A.digest());
        world.drain(World.request());
        assertThat(puts()).containsExactly("v1");
        assertThat(world.mirror().has(one.digest())).isFalse();
        world.drain(World.request());
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.UNCHANGED);
    }

    @Test
    void referrerThatIsGone_holdsUpNothing() {
        world.app().push("v1", A);
        world.app().claim(Digest.sha256(new byte[1]), A.digest());
        world.drain(World.request());
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void referrersWithoutEnd_areRefused() {
        world.app().push("v1", A);
        IntStream.range(0, 1_001).forEach(i -> world.app().claim(Digest.sha256(new byte[]{(byte) i, (byte) (i >> 8)}),
                A.digest()));
        assertThatThrownBy(() -> world.drain(World.request())).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("more than 1000 referrers, 6 levels");
        assertThat(world.mirror().tagged("v1")).isEmpty();
        world.drain(asked(ReferrerFilter.NONE));
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void referrersOfReferrersWithoutEnd_areRefused() {
        world.app().push("v1", A);
        Picture at = A;
        for (int level = 0; level < 7; level++) {
            at = world.app().pushUntagged(Images.referrer("level " + level, SIGNATURE, at.root()));
        }
        assertThatThrownBy(() -> world.drain(World.request())).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("6 levels");
    }

    @Test
    void blobOfASignatureThatTheTargetLoses_isCopiedAgain() {
        world.app().push("v1", A);
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, A.root()));
        world.eu.before(Verb.PUT, () -> world.mirror().lose(signature.blob(1).digest()));
        world.drain(World.request());
        assertThat(world.mirror().has(signature.blob(1).digest())).isTrue();
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(puts().stream().filter(signature.digest().toString()::equals)).hasSize(2);
    }

    @Test
    void tagThatMovesWhileItsSignaturesAreCopied_isFollowed() {
        Picture later = Images.image("later", 1);
        world.app().push("v1", A);
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, A.root()));
        Picture laterSignature = world.app().pushUntagged(Images.referrer("later signature", SIGNATURE, later.root()));
        world.eu.before(call -> call.verb() == Verb.PUT && call.object().equals(signature.digest().toString()), 1,
                () -> world.app().push("v1", later));
        world.drain(World.request());
        assertThat(world.mirror().tagged("v1")).contains(later.digest());
        assertThat(world.mirror().has(laterSignature.digest())).isTrue();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.SUPERSEDED, Outcome.PUBLISHED);
    }
}
