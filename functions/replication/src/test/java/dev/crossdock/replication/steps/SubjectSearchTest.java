package dev.crossdock.replication.steps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Repository;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.replication.memory.MemoryLedger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A push of something that belongs to an image leads to that image's tags. */
final class SubjectSearchTest {
    private static final Picture A = Images.image("a", 1);
    private static final Rules RULES = World.rules("team/**", "v*", "mirror");

    private final TestClock clock = new TestClock();
    private final World world = new World(clock, new MemoryLedger(), RULES);
    private final ReceiveStep receive = new ReceiveStep(RULES, clock);

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    private static byte[] push(Picture image, String tag) {
        return """
                {"events":[{"action":"push","target":{"mediaType":"%s","digest":"%s","size":%d,"length":%d,
                "repository":"team/app"%s}}]}""".formatted(MediaType.OCI_MANIFEST.text(), image.digest(),
                image.root().size(), image.root().size(), tag.isEmpty() ? "" : ",\"tag\":\"" + tag + "\"")
                .getBytes(UTF_8);
    }

    private List<Queue.Outgoing> received(Picture image, String tag) {
        return receive.receive("hub",
                Map.of("Content-Type", List.of("application/vnd.docker.distribution.events.v2+json")),
                push(image, tag));
    }

    private boolean mirrored(Digest digest) {
        return world.eu.repository("mirror/team/app").has(digest);
    }

    private void copied(String tag) {
        world.drain(new Message.Request(World.endpoint("hub", "team/app", tag), Optional.empty(), Optional.empty(),
                Message.Trail.UNASKED));
    }

    @Test
    void signature_bringsItsImagesTagsToDate() {
        world.app().push("v1", A);
        copied("v1");
        Picture signature = world.app().pushUntagged(Images.referrer("s", "a/b", A.root()));
        Message request = received(signature, "").getFirst().message();
        assertThat(request).extracting(it -> ((Message.Request) it).source())
                .isEqualTo(new Endpoint("hub", new Repository("team/app"), signature.digest()));
        world.drain(request);
        assertThat(mirrored(signature.digest())).isTrue();
    }

    @Test
    void signatureOfABillOfMaterials_isFoundThroughIt() {
        world.app().push("v1", A);
        Picture sbom = world.app().pushUntagged(Images.referrer("sbom", "a/b", A.root()));
        copied("v1");
        Picture signature = world.app().pushUntagged(Images.referrer("s", "a/b", sbom.root()));
        copied("v1");
        assertThat(mirrored(signature.digest())).as("an unchanged tag is not looked through").isFalse();
        world.drain(received(signature, "").getFirst().message());
        assertThat(mirrored(signature.digest())).isTrue();
    }

    @Test
    void signatureOfAnImageInAnIndex_isFoundThroughTheIndex() {
        Picture index = Images.index(List.of(A, Images.image("b", 1)));
        world.app().push("v1", index);
        world.app().push("v2", Images.image("unrelated", 1));
        copied("v1");
        Picture signature = world.app().pushUntagged(Images.referrer("s", "a/b", A.root()));
        List<Message> follow = world.follow(received(signature, "").getFirst().message());
        assertThat(follow).singleElement().extracting(it -> ((Message.Request) it).source())
                .isEqualTo(World.endpoint("hub", "team/app", "v1"));
        world.drain(follow.getFirst());
        assertThat(mirrored(signature.digest())).isTrue();
    }

    @Test
    void cosignTag_isARequestForTheImageItIsNamedAfter() {
        world.app().push("v1", A);
        copied("v1");
        Picture signature = Images.image("cosign", 1);
        String tag = SubjectTag.SIGNATURES.of(A.digest()).name();
        world.app().push(tag, signature);
        world.drain(received(signature, tag).getFirst().message());
        assertThat(world.eu.repository("mirror/team/app").tagged(tag)).contains(signature.digest());
    }

    @Test
    void childOfAnIndex_isIgnoredForOneQuestion() {
        world.app().pushUntagged(A);
        assertThat(world.handle(received(A, "").getFirst().message())).isEmpty();
        assertThat(world.hub.calls()).hasSize(1);
        assertThat(world.eu.calls()).isEmpty();
    }

    @Test
    void pushThatIsGone_isIgnored() {
        assertThat(world.handle(received(A, "").getFirst().message())).isEmpty();
        assertThat(world.hub.count(Verb.TAGS)).isZero();
    }

    @Test
    void tagsBeyondTheRulesAndTheLimit_areNotAskedFor() {
        Picture signature = world.app().pushUntagged(Images.referrer("s", "a/b", A.root()));
        for (int i = 0; i < SubjectSearch.MAXIMUM_TAGS + 7; i++) {
            world.app().push("v" + i, A);
            world.app().push("other" + i, A);
        }
        world.hub.forgetCalls();
        List<Message> follow = world.follow(received(signature, "").getFirst().message());
        assertThat(follow).hasSize(SubjectSearch.MAXIMUM_TAGS);
        assertThat(world.hub.count(Verb.DESCRIBE)).isEqualTo(SubjectSearch.MAXIMUM_TAGS);
    }

    @Test
    void ruleWithoutReferrers_andRepositoryOfNoRule_askNothing() {
        Rule rule = RULES.rules().getFirst();
        Rules without = new Rules(
                List.of(new Rule(rule.name(), rule.source(), rule.targets(), Extent.IMAGE_ALONE)));
        assertThat(new ReceiveStep(without, clock).receive("hub",
                Map.of("Content-Type", List.of("application/vnd.docker.distribution.events.v2+json")), push(A, "")))
                .isEmpty();
        assertThat(receive.receive("elsewhere",
                Map.of("Content-Type", List.of("application/vnd.docker.distribution.events.v2+json")), push(A, "")))
                .isEmpty();
    }

    @Test
    void starsMeanNoTagsThatBelongToAnImage() {
        Rules all = World.rules("team/**", "*", "mirror");
        Picture signature = Images.image("cosign", 1);
        String tag = SubjectTag.SIGNATURES.of(A.digest()).name();
        assertThat(new ReceiveStep(all, clock).receive("hub",
                Map.of("Content-Type", List.of("application/vnd.docker.distribution.events.v2+json")),
                push(signature, tag))).singleElement()
                .extracting(it -> ((Message.Request) it.message()).source().reference()).isEqualTo(A.digest());
    }
}
