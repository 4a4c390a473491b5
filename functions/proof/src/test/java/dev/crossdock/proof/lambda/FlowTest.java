package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.TemplatePermissions;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.lambda.QueuedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A push to a foreign registry becomes the same image in another, by way of the packaged functions, each under the role
 * that the template gives it; what cannot be done ends where somebody finds it.
 */
class FlowTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static LambdaSite site;
    private static Skopeo skopeo;

    @BeforeAll
    static void start() {
        site = LambdaSite.start("lambda-flow", new Stack.Account(AWS.sqs(), AWS.s3()), Blueprint.deployed());
        skopeo = new Skopeo(site.folder());
    }

    /** Every one of the calls that all of these made is one that the template allows. */
    @AfterAll
    static void stop() {
        try (LambdaSite _ = site) {
            assertThat(TemplatePermissions.refused(Template.deployed(), site.stack().calls())).isEmpty();
        }
    }

    @Test
    void indexThatIsPushed_arrivesByteForByte() {
        SeededImage index = new SeededImages(51).index(Format.OCI, "amd64", "arm64");
        skopeo.push(index, site.edge(), "team/app:1");

        site.awaitArrival("team/app", "1", index.manifest().digest());

        assertThat(site.prod().view().manifest("mirror/team/app", "1")).contains(index.manifest().bytes());
        index.allBlobs().forEach(blob -> assertThat(site.prod().view().blob("mirror/team/app", blob.digest()))
                .contains(blob.bytes()));
    }

    @Test
    void imageThatIsAskedFor_arrives() {
        SeededImage image = new SeededImages(52).image(Format.OCI, 2, 60_000);
        skopeo.push(image, site.edge(), "other/asked:1");

        assertThat(ask("other/asked:1", "by/hand:1")).contains("\"requests\":1");

        site.await("what was asked for arrives", () -> holds("by/hand", "1", image));
    }

    private static String ask(String source, String target) {
        return site.stack().invoke("Plan", "{\"source\":\"edge/%s\",\"target\":\"prod/%s\"}".formatted(source, target))
                .ended().toString();
    }

    private static boolean holds(String repository, String tag, SeededImage image) {
        return site.prod().view().digest(repository, tag).equals(Optional.of(image.manifest().digest()));
    }

    /** Pushed before there was a rule for it: no event will come again. */
    @Test
    void sweep_findsWhatNobodyTold() {
        SeededImage image = new SeededImages(53).image(Format.DOCKER, 1, 5_000);
        skopeo.pushDir(image, site.edge(), "later/untold:1");
        site.configure("later/**");
        List.of("Sweep", "Plan").forEach(function -> site.stack().function(function).cool());

        assertThat(site.stack().invoke("Sweep", "{}").ended().toString()).contains("\"tags\":");

        site.awaitArrival("later/untold", "1", image.manifest().digest());
    }

    /** Nobody pushed what a person asks for: two tries, the reason on the letter; others overtake it. */
    @Test
    void poison_isOvertaken_buriedWithItsReason_andSucceedsWhenItsCauseIsGone() {
        SeededImage late = new SeededImages(54).image(Format.OCI, 1, 5_000);
        SeededImage next = new SeededImages(55).image(Format.OCI, 1, 5_000);
        ask("other/late:1", "by/late:1");
        skopeo.push(next, site.edge(), "team/next:1");

        site.awaitArrival("team/next", "1", next.manifest().digest());
        site.await("the poison is a dead letter", () -> dead("other/late").isPresent());

        QueuedMessage letter = dead("other/late").orElseThrow();
        assertThat(letter.messageAttributes().get("reason")).contains("other/late", "tried 2 times");
        skopeo.push(late, site.edge(), "other/late:1");
        site.stack().queue("DeadRequests").redriveTo(site.stack().queue("Requests"));
        site.await("what was poison arrives", () -> holds("by/late", "1", late));
    }

    private static Optional<QueuedMessage> dead(String text) {
        return site.stack().queue("DeadRequests").look().stream().filter(letter -> letter.body().contains(text))
                .findFirst();
    }

    @Test
    void bodiesThatCannotBeRead_areDeadLettersWithAReason() {
        for (String body : List.of("no JSON, marked-1", "{\"kind\":\"teleport\",\"mark\":\"marked-2\"}")) {
            site.stack().queue("Requests").send(body, Map.of());
            site.await(body + " is a dead letter", () -> dead(body).isPresent());
            assertThat(dead(body).orElseThrow().messageAttributes().get("reason")).contains("of this version");
        }
    }

    /** EventBridge puts it on the queue as it is; no registry of this configuration is Amazon's. */
    @Test
    void eventOfAnotherRegistry_isToldApart() throws IOException {
        String event = Files.readString(Path.of(System.getProperty("crossdock.root"), "events/ecr/push.json"));

        site.stack().queue("Requests").send(event, Map.of());

        site.await("the line says why nothing follows", () -> site.stack().function("Plan").log()
                .contains("https://123456789012.dkr.ecr.us-west-2.amazonaws.com"));
    }
}
