package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.World;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What one delivery leaves behind for the next. */
final class StepRunnerTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final String CONFIG = """
            registries:
              src: {url: "http://127.0.0.1:1"}
            rules: []
            """;
    private static final String REQUEST = """
            {"kind": "request", "source": {"registry": "src", "repository": "team/app", "reference": "v1"},
             "target": null, "hint": null, "trail": {"ticket": null, "hops": 0}}""";

    private static Delivery one(Stack stack) throws IOException {
        stack.send(Step.PLAN, REQUEST, Map.of());
        byte[] event = QueueEvent.of(stack.sqs.receiveMessage(it -> it.queueUrl(stack.url(Step.PLAN))
                .visibilityTimeout(120).messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages())
                .getBytes(StandardCharsets.UTF_8);
        return RawEvent.read(new ByteArrayInputStream(event)).deliveries(Step.PLAN).getFirst();
    }

    @Test
    void routeThatEndedBeforeItsStepFailed_isNotTheNextDeliverys() throws Exception {
        try (Stack stack = new Stack(AWS, CONFIG, Map.of())) {
            Wiring wiring = stack.wiring();
            boolean first = new StepRunner(wiring, new StepRunner.Errand("r", (_, _, _) -> {
                wiring.ends().ended(World.ROUTE, Outcome.PUBLISHED);
                throw new IllegalStateException("cannot send what follows");
            })).run(one(stack));
            boolean second = new StepRunner(wiring, new StepRunner.Errand("r", (_, _, _) -> List.of()))
                    .run(one(stack));
            assertThat(first).isFalse();
            assertThat(second).isTrue();
            assertThat(stack.lines("plan")).extracting(line -> line.path("outcome").asText()).containsExactly("retry",
                    "done");
        }
    }

    @Test
    void bodyThatCannotBeRemoved_isNoReasonToRepeatItsStep() throws Exception {
        try (ScriptedRegistry bucket = ScriptedRegistry.start()
                .on("GET", "/.*/crossdock.yaml.*", Answer.status(200).header("ETag", "\"1\"").body(CONFIG))
                .on("GET", "/.*/messages/.*", Answer.status(200).header("ETag", "\"2\"").body(REQUEST))
                .on("DELETE", "/.*/messages/.*", Answer.status(403).header("Content-Type", "application/xml")
                        .body("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
                Stack stack = new Stack(AWS, CONFIG, Map.of("AWS_ENDPOINT_URL_S3", bucket.uri().toString()))) {
            stack.send(Step.PLAN, "{\"kind\":\"reference\"}", Map.of("reference", "messages/" + UUID.randomUUID()));
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            JsonNode line = stack.lines("plan").getLast();
            assertThat(line.path("outcome").asText()).as("%s", line).isEqualTo("done");
            assertThat(line.path("leftOver").asText()).contains("403 AccessDenied");
            assertThat(bucket.received()).as("config, body, removal").hasSize(3);
        }
    }
}
