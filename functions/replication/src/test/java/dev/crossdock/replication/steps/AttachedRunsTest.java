package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several runs of one route, of which some bring along what others do not. */
final class AttachedRunsTest {
    private static final String SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final Picture A = Images.image("a", 2);

    private final TestClock clock = new TestClock(Duration.ofMillis(1));
    private final World world = new World(clock);

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    private static Message.Request thorough() {
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(), Message.Trail.UNASKED, true);
    }

    private Message one(Message message) {
        List<Message> next = world.follow(message);
        assertThat(next).hasSize(1);
        return next.getFirst();
    }

    private void nothingIsOpen() {
        assertThat(world.context.ledger().openRoutes(clock.instant().plusSeconds(9), 10)).isEmpty();
    }

    @Test
    void signaturePushedWhileItsImageIsCopied_arrivesThoughTheImageIsPublishedFirst() {
        world.app().push("v1", A);
        Message publishImage = one(one(World.request()));
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, A.root()));
        Message copySignature = one(thorough());
        assertThat(world.follow(publishImage)).isEmpty();
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        world.drain(copySignature);
        assertThat(world.mirror().has(signature.digest())).isTrue();
        nothingIsOpen();
    }

    @Test
    void requestThatDoesNotAskForSignatures_endsNoRunThatBringsOne() {
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, A.root()));
        Message copySignature = one(thorough());
        assertThat(world.follow(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.empty(), 0, Optional.of(Extent.IMAGE_ALONE))))).isEmpty();
        world.drain(copySignature);
        assertThat(world.mirror().has(signature.digest())).isTrue();
        nothingIsOpen();
    }

    @Test
    void cosignTagThatMovedOnWhileTheImageWasCopied_isNotMovedBack() {
        String tag = SubjectTag.SIGNATURES.of(A.digest()).name();
        Picture second = Images.image("second signature", 1);
        world.app().push("v1", A);
        world.app().push(tag, Images.image("first signature", 1));
        Message publishFirst = one(one(World.request()));
        world.app().push(tag, second);
        world.drain(thorough());
        assertThat(world.mirror().tagged(tag)).contains(second.digest());
        world.eu.forgetCalls();
        world.drain(publishFirst);
        assertThat(world.mirror().tagged(tag)).contains(second.digest());
        nothingIsOpen();
    }

    @Test
    void cosignTagThatMovesBeforeThePublication_isFollowedAndNeverPutAsItWas() {
        String tag = SubjectTag.SIGNATURES.of(A.digest()).name();
        Picture first = Images.image("first signature", 1);
        Picture second = Images.image("second signature", 1);
        world.app().push("v1", A);
        world.app().push(tag, first);
        Message publishFirst = one(one(World.request()));
        world.app().push(tag, second);
        world.drain(publishFirst);
        assertThat(world.mirror().has(first.digest())).isFalse();
        assertThat(world.mirror().tagged(tag)).contains(second.digest());
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        nothingIsOpen();
    }

    /** The thorough run is in back-off; then the sweep or a redelivery asks, and its own task finds what they left. */
    @Test
    void referrerOfAReferrer_outlivesQuestionsThatFindTheTagsEqual() {
        Picture sbom = Images.referrer("sbom", "application/spdx+json", A.root());
        world.app().push("v1", A);
        world.app().pushUntagged(sbom);
        world.drain(World.request());
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, sbom.root()));
        Message inBackOff = one(thorough());
        assertThat(world.follow(World.request())).as("equal as far as it asks").isEmpty();
        assertThat(world.context.ledger().openRoutes(clock.instant(), 10)).containsExactly(World.ROUTE);
        world.drain(inBackOff);
        assertThat(world.mirror().has(signature.digest())).isTrue();
        nothingIsOpen();
    }

    @Test
    void publicationWhoseRunIsGone_looksForReferrersOfReferrersToo() {
        Picture sbom = Images.referrer("sbom", "application/spdx+json", A.root());
        world.app().push("v1", A);
        world.app().pushUntagged(sbom);
        Message publish = one(one(World.request()));
        world.drain(publish);
        Picture signature = world.app().pushUntagged(Images.referrer("signature", SIGNATURE, sbom.root()));
        world.drain(publish);
        assertThat(world.mirror().has(signature.digest())).isTrue();
        nothingIsOpen();
    }

    @Test
    void claimForAnotherSubject_hidesNoReferrer() {
        Picture child = Images.image("child", 1);
        Picture index = Images.index(List.of(A, child));
        Picture signature = Images.referrer("signature", SIGNATURE, child.root());
        world.app().push("v1", index);
        world.app().pushUntagged(signature);
        world.app().claim(signature.digest(), index.digest());
        world.drain(World.request());
        assertThat(world.mirror().has(signature.digest())).isTrue();
    }

    @Test
    void runThatBringsLess_isEndedByTheOneThatBringsMore() {
        world.app().push("v1", A);
        Message copyImage = one(World.request());
        world.app().pushUntagged(Images.referrer("signature", SIGNATURE, A.root()));
        world.drain(thorough());
        assertThat(world.follow(copyImage)).as("nothing is left of it").isEmpty();
        nothingIsOpen();
    }
}
