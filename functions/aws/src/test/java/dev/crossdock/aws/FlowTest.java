package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Step;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.field.FieldRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a webhook to the target's tag, through every function. */
final class FlowTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final String TOKEN = "hook-t0ken";
    private static final String REPOSITORY = "team/app";

    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry source;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = FieldRegistry.start();
        target = FieldRegistry.start();
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
    }

    private Stack stack(URI from) {
        String config = "registries:\n" + Stack.registry("src", from, "    webhookToken: {env: HOOK}\n")
                + Stack.registry("dst", target.uri(), "") + """
                        rules:
                          - name: mirror
                            source: {registry: src, repositories: ["team/**"], tags: ["*"]}
                            targets: [{registry: dst, repository: "mirror/{repository}"}]
                        """;
        return new Stack(AWS, config, Map.of("HOOK", TOKEN));
    }

    private static String pushed(SeededImage image, String tag) {
        return """
                {"events": [{"id": "3f42538f", "timestamp": "2026-11-21T04:56:25.6Z", "action": "push", "target":
                  {"mediaType": "%s", "digest": "%s", "repository": "%s", "tag": "%s"}, "actor": {}}]}"""
                .formatted(image.manifest().mediaType(), image.manifest().digest(), REPOSITORY, tag);
    }

    private static void hook(Stack stack, SeededImage image, String tag) throws IOException {
        JsonNode answer = stack.hook("/hooks/src", pushed(image, tag), "authorization", "Bearer " + TOKEN);
        assertThat(answer.path("statusCode").asInt()).as("%s", answer).isEqualTo(202);
        assertThat(answer.path("body").asText()).isEqualTo("{\"requests\":1}");
    }

    private long uploads() {
        return target.traffic().count("PUT", "/v2/mirror/team/app/blobs/uploads/.*");
    }

    @Test
    void push_travelsToTheTargetsTag_byteForByte() throws Exception {
        SeededImage image = new SeededImages(1).index(SeededImages.Format.OCI, "amd64", "arm64");
        source.seed(image, REPOSITORY, "v1");
        try (Stack stack = stack(source.uri())) {
            hook(stack, image, "v1");
            stack.drive();

            assertThat(target.content().holds(image, "mirror/" + REPOSITORY, "v1")).isTrue();
            assertThat(stack.lines("publish")).singleElement().satisfies(line -> {
                assertThat(line.path("outcome").asText()).isEqualTo("published");
                assertThat(line.path("image").asText()).isEqualTo("src/team/app:v1");
                assertThat(line.path("target").asText()).isEqualTo("dst/mirror/team/app:v1");
                assertThat(line.path("job").asText()).hasSize(32);
                assertThat(line.path("_aws").path("CloudWatchMetrics").path(0).path("Namespace").asText())
                        .isEqualTo("Crossdock");
            });
            assertThat(stack.lines("copy").stream().mapToLong(line -> line.path("bytes").asLong()).sum())
                    .isEqualTo(image.allBlobs().collect(Collectors.toMap(SeededBlob::digest, it -> it.bytes().length,
                            (one, other) -> one)).values().stream().mapToLong(it -> it).sum());
            Set<String> traces = stack.lines().stream().map(line -> line.path("trace").asText())
                    .collect(Collectors.toSet());
            assertThat(traces).as("one trace through all queues").hasSize(1).noneMatch(String::isEmpty);
            assertThat(String.join("\n", stack.log)).doesNotContain(TOKEN);
        }
    }

    @Test
    void sameTagAgain_endsInThePlan() throws Exception {
        SeededImage image = new SeededImages(2).image(SeededImages.Format.OCI, 1, 1_000);
        source.seed(image, REPOSITORY, "v1");
        try (Stack stack = stack(source.uri())) {
            hook(stack, image, "v1");
            stack.drive();
            stack.log.clear();
            hook(stack, image, "v1");
            stack.drive();
            assertThat(stack.lines("plan")).singleElement()
                    .satisfies(line -> assertThat(line.path("outcome").asText()).isEqualTo("unchanged"));
            assertThat(stack.lines("copy")).isEmpty();
            assertThat(stack.lines("publish")).isEmpty();
        }
    }

    @Test
    void everyMessageTwice_movesNoBlobTwice() throws Exception {
        SeededImage image = new SeededImages(3).index(SeededImages.Format.OCI, "amd64", "arm64");
        source.seed(image, REPOSITORY, "v1");
        try (Stack stack = stack(source.uri()).deliveringTwice()) {
            hook(stack, image, "v1");
            stack.drive();
            assertThat(target.content().holds(image, "mirror/" + REPOSITORY, "v1")).isTrue();
            assertThat(uploads()).isEqualTo(image.allBlobs().map(SeededBlob::digest).distinct().count());
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();
            assertThat(stack.deadLetters("COPIES")).isEmpty();
            assertThat(stack.deadLetters("PUBLISHES")).isEmpty();
        }
    }

    @Test
    void blobLargerThanItsTime_goesOnInTheNextInvocation() throws Exception {
        SeededImage image = new SeededImages(4).image(SeededImages.Format.OCI, 1, 64 << 20);
        source.seed(image, REPOSITORY, "v1");
        try (SlowLink link = SlowLink.inFrontOf(source.port(), SlowLink.Way.FREE.withBytesPerSecond(2 << 20));
                Stack stack = stack(link.uri()).withCopyTime(Duration.ofSeconds(4))) {
            hook(stack, image, "v1");
            stack.drive();

            assertThat(target.content().holds(image, "mirror/" + REPOSITORY, "v1")).isTrue();
            List<JsonNode> copies = stack.lines("copy").stream().filter(line -> line.path("bytes").asLong() > 1 << 20)
                    .toList();
            assertThat(copies).as("several invocations").hasSizeGreaterThan(1);
            assertThat(copies.subList(1, copies.size())).as("each goes on where the one before got")
                    .allSatisfy(line -> assertThat(line.path("resumedAt").asLong()).isPositive());
            assertThat(target.traffic().pushed()).as("no byte is sent twice")
                    .isEqualTo(image.blobs().stream().mapToLong(blob -> blob.bytes().length).sum());
            assertThat(copies.getLast().path("legs").asInt()).as("those with few bytes among them")
                    .isGreaterThanOrEqualTo(copies.size() - 1);
        }
    }

    @Test
    void blobThatAnotherFunctionMoves_isLeftToIt() throws Exception {
        SeededImage image = new SeededImages(5).image(SeededImages.Format.OCI, 1, 100_000);
        source.seed(image, REPOSITORY, "v1");
        try (Stack stack = stack(source.uri())) {
            Claims other = stack.wiring().state().claims(() -> Instant.now().plusSeconds(300));
            List<Claims.Place> places = image.blobs().stream()
                    .map(blob -> new Claims.Place("dst", new dev.crossdock.image.Repository("mirror/" + REPOSITORY),
                            dev.crossdock.image.Digest.parse(blob.digest())))
                    .toList();
            assertThat(places).allMatch(place -> other.claim(place) instanceof Claims.Answer.Ours);
            hook(stack, image, "v1");
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            assertThat(stack.deliver(Step.COPY)).isEqualTo(1);
            assertThat(uploads()).as("nothing moved").isZero();
            assertThat(stack.deliver(Step.COPY)).as("its task waits").isZero();

            places.forEach(other::release);
            stack.drive();
            assertThat(target.content().holds(image, "mirror/" + REPOSITORY, "v1")).isTrue();
            assertThat(stack.lines("copy")).allSatisfy(
                    line -> assertThat(line.path("failures").asInt()).as("waiting is no failure").isZero());
        }
    }
}
