package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.template.Exemption;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.TemplatePermissions;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Run;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.Uploader;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every right that the template gives a function is one that it uses: by all that functions do, one thing after the other,
 * the rare among them brought about by what is planted where they find it.
 */
@Tag("long")
class PermissionsTest {
    private static final int LAYERS = 100;
    private static final int LARGE_BYTES = 2 << 20;
    private static final int OFTEN = 99;
    private static final Duration HELD_BY_ANOTHER = Duration.ofMinutes(10);
    private static final Duration LONG_AGO = Duration.ofDays(40);
    private static final String CONFIG = LambdaSite.CONFIG.replace("edge: {url: \"%s\",",
            "edge: {url: \"%s\", username: robot, password: {secret: crossdock/edge},").replace(
                    "prod: {url: \"%s\"}",
                    "prod: {url: \"%s\", username: robot, password: {parameter: /crossdock/prod}, "
                            + "webhookToken: {parameter: /crossdock/webhooks/prod}}");
    /** What no trial on two docker-registry can bring about. */
    private static final List<Exemption> EXEMPT = List.of(
            new Exemption("*", "ecr:GetAuthorizationToken", "*",
                    "none of the trial's registries is Amazon's; EcrFlowTest of the aws room signs in to one"),
            new Exemption("Copy", "s3:PutObject", "arn:aws:s3:::crossdock-state/hosts/*",
                    "written of hosts that refuse chunks or large bodies, which docker-registry never does"));

    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private LambdaSite site;
    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Planted planted;
    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Uploader uploader;

    @BeforeEach
    void start() {
        site = LambdaSite.start("lambda-permissions", new Stack.Account(AWS.sqs(), AWS.s3()), Blueprint.deployed());
        site.stack().configure(CONFIG.formatted(site.edge().uri(), site.prod().uri()));
        site.stack().secrets().put("crossdock/edge", "of-edge");
        site.stack().secrets().put("/crossdock/prod", "of-prod");
        site.stack().secrets().put("/crossdock/webhooks/prod", LambdaSite.TOKEN);
        planted = new Planted(site.stack());
        uploader = new Uploader(site.edge().uri());
    }

    @AfterEach
    void stop() {
        uploader.close();
        site.close();
    }

    @Test
    void everyRight_isUsed() throws Exception {
        SeededImage wide = wide();
        SeededImage large = new SeededImages(92).image(Format.OCI, 1, LARGE_BYTES);
        blobsThatOthersHold_areWaitedFor(wide);
        whatIsThereAlready_isPublishedAtOnce_andNotificationsOfTheOtherAreTaken(large);
        blobsThatTheTargetLost_areCopiedAgain(wide);
        blobThatWasBegun_isFinished(large);
        runsThatEnded_areAskedFor(large);
        poison_isBuried_andItsAskerTold(large);
        whatIsOld_isFoundAndForgotten(large);

        assertThat(TemplatePermissions.refused(Template.deployed(), site.stack().calls())).isEmpty();
        assertThat(TemplatePermissions.wider(Template.deployed(), site.stack().calls(), EXEMPT)).isEmpty();
    }

    /** So many layers, with so much said of each, that no message holds them all. */
    private static SeededImage wide() {
        SeededImage plain = new SeededImages(91).image(Format.OCI, LAYERS, 50);
        String manifest = new String(plain.manifest().bytes(), StandardCharsets.UTF_8);
        String said = manifest.replace("\"digest\":", "\"annotations\":{\"note\":\"%s\"},\"digest\":"
                .formatted("x".repeat(800)));
        return new SeededImage(
                new SeededBlob(plain.manifest().mediaType(), said.getBytes(StandardCharsets.UTF_8)), plain.blobs(),
                List.of());
    }

    private void blobsThatOthersHold_areWaitedFor(SeededImage wide) throws IOException, InterruptedException {
        claimed(wide, Instant.now().plus(HELD_BY_ANOTHER));
        uploader.push(wide, "team/wide", "1");
        site.await("the copy function puts its large task back", () -> site.stack().calls()
                .getOrDefault("Copy", List.of()).stream()
                .anyMatch(call -> call.operation().equals("PutObject") && call.resource().contains("/messages/")));
        claimed(wide, Instant.EPOCH);
        site.awaitArrival("team/wide", "1", wide.manifest().digest());
    }

    private void claimed(SeededImage wide, Instant until) {
        wide.blobs().forEach(blob -> planted.claim(Planted.endpoint("prod/mirror/team/wide:1"), blob, until));
    }

    private void whatIsThereAlready_isPublishedAtOnce_andNotificationsOfTheOtherAreTaken(SeededImage large)
            throws IOException, InterruptedException {
        uploader.push(large, "team/large", "1");
        site.awaitArrival("team/large", "1", large.manifest().digest());
        ask("edge/team/large:1", "prod/mirror/team/large:again");
        awaitTag("mirror/team/large", "again", large);
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(site.stack().hook("prod"))
                    .header("Authorization", "Bearer " + LambdaSite.TOKEN)
                    .header("Content-Type", "application/vnd.docker.distribution.events.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"events\":[]}")).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(202);
        }
    }

    private void ask(String source, String target) {
        assertThat(site.stack().invoke("Plan", "{\"source\":\"%s\",\"target\":\"%s\"}".formatted(source, target))
                .ended().toString()).contains("\"requests\":1");
    }

    private void awaitTag(String repository, String tag, SeededImage image) {
        site.await("%s:%s arrives".formatted(repository, tag), () -> site.prod().view().digest(repository, tag)
                .equals(Optional.of(image.manifest().digest())));
    }

    /** They were all there, its marks say, when the run was ready to be published. */
    private void blobsThatTheTargetLost_areCopiedAgain(SeededImage wide) {
        Run run = planted.run(wide, Planted.route("edge/team/wide:1", "prod/by/lost:1"), Instant.now());
        planted.open(run);
        wide.blobs().forEach(blob -> site.stack().plant(
                Planted.folder(run) + "done/" + blob.digest().replace(':', '-'), ""));
        planted.send("Publishes", Planted.publish(run, Message.Trail.UNASKED), 0);
        awaitTag("by/lost", "1", wide);
    }

    private void blobThatWasBegun_isFinished(SeededImage large) {
        Run run = planted.run(large, Planted.route("edge/team/large:1", "prod/by/begun:1"), Instant.now());
        planted.open(run);
        planted.send("Copies", Planted.copy(run, Planted.asked("begun").carriedOn(false, 0)), 0);
        awaitTag("by/begun", "1", large);
    }

    /** Of a run that another publication has ended there is nothing but who asked. */
    private void runsThatEnded_areAskedFor(SeededImage large) {
        Run run = planted.run(large, Planted.route("edge/team/large:1", "prod/by/ended:1"), Instant.now());
        site.stack().plant(Planted.folder(run) + "outcome", "PUBLISHED");
        planted.send("Publishes", Planted.publish(run, Planted.asked("ended")), 0);
        awaitTag("by/ended", "1", large);
        Run other = planted.run(large, Planted.route("edge/team/large:1", "prod/by/over:1"), Instant.now());
        site.stack().plant(Planted.folder(other) + "outcome", "PUBLISHED");
        planted.send("Copies", Planted.copy(other, Planted.asked("over")), 0);
        awaitTag("by/over", "1", large);
    }

    private void poison_isBuried_andItsAskerTold(SeededImage large) {
        Run run = planted.run(large, Planted.route("edge/team/large:1", "nowhere/by/poison:1"), Instant.now());
        planted.send("Requests", new Message.Request(Planted.endpoint("edge/team/missing:1"), Optional.empty(),
                Optional.empty(), Planted.asked("poison-request")), OFTEN);
        planted.send("Copies", Planted.copy(run, Planted.asked("poison-copy")), OFTEN);
        planted.send("Publishes", Planted.publish(run, Planted.asked("poison-publish")), OFTEN);
        for (String id : List.of("DeadRequests", "DeadCopies", "DeadPublishes")) {
            site.await("a letter in " + id, () -> !site.stack().queue(id).look().isEmpty());
        }
        List<String> tickets = List.of("tickets/poison-request", "tickets/poison-copy", "tickets/poison-publish");
        site.await("tickets of all three", () -> site.stack().state("tickets/").containsAll(tickets));
    }

    private void whatIsOld_isFoundAndForgotten(SeededImage large) {
        Instant old = Instant.now().minus(LONG_AGO);
        List<String> forgotten = new ArrayList<>();
        Run ended = planted.run(large, Planted.route("edge/team/large:1", "prod/old/ended:1"), old);
        Run left = planted.run(large, Planted.route("edge/team/large:1", "prod/old/left:1"), old);
        forgotten.addAll(List.of(planted.aged(ended, old), Planted.folder(ended) + "run.json", planted.open(left),
                Planted.folder(left) + "run.json", planted.ticket("old", old)));
        Run open = planted.run(large, Planted.route("edge/team/large:1", "prod/mirror/team/large:1"),
                Instant.now().minus(Duration.ofHours(1)));
        String index = planted.open(open);

        assertThat(site.stack().invoke("Sweep", "{}").ended().toString()).contains("\"reopened\":2");

        assertThat(site.stack().state("")).doesNotContainAnyElementsOf(forgotten);
        site.await("the open run is at its end", () -> !site.stack().state("open/").contains(index));
        site.await("nothing is left to do", site.stack()::isIdle);
    }
}
