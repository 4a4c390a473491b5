package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.replication.Step;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Registries that take longer than the function lives. */
final class InvocationTimeTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final String REQUEST = """
            {"kind": "request", "source": {"registry": "src", "repository": "team/app", "reference": "v1"},
             "target": {"registry": "src", "repository": "copied/app", "reference": "v1"}, "hint": null,
             "trail": {"ticket": null, "hops": 0}}""";

    private static Stack stack(ScriptedRegistry source) {
        return stack(source, "rules: []\n");
    }

    private static Stack stack(ScriptedRegistry source, String rules) {
        return new Stack(AWS, "registries:\n" + Stack.registry("src", source.uri(), "") + rules, Map.of());
    }

    /** Plans what lies on the queue, in an invocation of {@link #TIME}; gives the ids of those that failed. */
    private static List<String> plan(Stack stack) throws IOException {
        List<Message> batch = stack.sqs.receiveMessage(it -> it.queueUrl(stack.url(Step.PLAN)).maxNumberOfMessages(10)
                .visibilityTimeout(120).waitTimeSeconds(1).messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages();
        assertThat(batch).hasSize(1);
        long begun = System.nanoTime();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        new PlanHandler(stack.wiring()).handleRequest(
                new ByteArrayInputStream(QueueEvent.of(batch).getBytes(StandardCharsets.UTF_8)), answer,
                new FakeContext("request-1", TIME));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("not killed").isLessThan(TIME);
        return new JsonMapper().readTree(answer.toByteArray()).path("batchItemFailures")
                .findValuesAsText("itemIdentifier");
    }

    @Test
    void registryThatAsksForMoreTimeThanThereIs_isAskedAgainByAnotherInvocation() throws Exception {
        try (ScriptedRegistry busy = ScriptedRegistry.start(); Stack stack = stack(busy)) {
            Answer later = Answer.status(429).header("Retry-After", "25");
            busy.on("HEAD", "/v2/.*", later).on("HEAD", "/v2/.*", later);
            stack.send(Step.PLAN, REQUEST, Map.of());
            assertThat(plan(stack)).isEmpty();
            JsonNode line = stack.lines("plan").getLast();
            assertThat(line.path("outcome").asText()).as("%s", line).isEqualTo("wait");
            assertThat(line.path("failures").asInt()).isZero();
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();
        }
    }

    @Test
    void sweep_waitsForNoRegistryLongerThanItHasTime() throws Exception {
        try (ScriptedRegistry busy = ScriptedRegistry.start(); Stack stack = stack(busy, """
                rules:
                  - name: mirror
                    source: {registry: src, repositories: [team/app], tags: ["*"]}
                    targets: [{registry: src, repository: "mirror/{repository}"}]
                """)) {
            Answer later = Answer.status(429).header("Retry-After", "25");
            busy.on("GET", "/v2/.*", later).on("GET", "/v2/.*", later);
            long begun = System.nanoTime();
            JsonNode report = new JsonMapper().readTree(Stack.call(new SweepHandler(stack.wiring()), "{}", TIME));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("not killed").isLessThan(TIME);
            assertThat(report.path("failures").path(0).asText()).contains("team/app", "429");
        }
    }

    @Test
    void silentRegistry_isLeft_andItsMessageDeliveredAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Answer silent = Answer.status(200).holding(never);
        try (ScriptedRegistry registry = ScriptedRegistry.start(); Stack stack = stack(registry)) {
            for (int i = 0; i < 8; i++) {
                registry.on("HEAD", "/v2/.*", silent);
            }
            stack.send(Step.PLAN, REQUEST, Map.of());
            assertThat(plan(stack)).hasSize(1);
            assertThat(stack.lines("plan").getLast().path("outcome").asText())
                    .as("given up by the step, or on a slow machine by the answer")
                    .isIn("retry", "unfinished");
        } finally {
            never.countDown();
        }
    }
}
