package dev.crossdock.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What an invocation brings: its time, its event. */
final class TimeLeftTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void longTime_losesTwentySeconds_shortTimeAFifth() {
        assertThat(TimeLeft.of(300_000, NOW).length()).contains(Duration.ofSeconds(280));
        assertThat(TimeLeft.of(2_000, NOW).length()).contains(Duration.ofMillis(1_600));
        assertThat(TimeLeft.of(300_000, NOW).killedAt()).isEqualTo(NOW.plusSeconds(300));
        assertThat(TimeLeft.of(300_000, NOW).passed()).isFalse();
        assertThat(TimeLeft.of(0, NOW).passed()).isTrue();
        assertThat(TimeLeft.of(0, NOW).left()).contains(Duration.ZERO);
        assertThat(TimeLeft.of(300_000, NOW).left().orElseThrow()).isBetween(Duration.ofSeconds(1),
                Duration.ofSeconds(280));
    }

    @Test
    void records_areDeliveries() throws IOException {
        RawEvent event = RawEvent.read(new ByteArrayInputStream("""
                {"Records": [{"messageId": "m1", "receiptHandle": "r1", "body": "{}", "attributes":
                  {"ApproximateReceiveCount": "3", "SentTimestamp": "1"}, "messageAttributes":
                  {"traceparent": {"stringValue": "x", "dataType": "String"}, "bytes": {"dataType": "Binary"}}}]}
                """.getBytes(StandardCharsets.UTF_8)));
        assertThat(event.isBatch()).isTrue();
        Delivery delivery = event.deliveries(Step.COPY).getFirst();
        assertThat(delivery.messageId()).isEqualTo("m1");
        assertThat(delivery.receipt()).isEqualTo("r1");
        assertThat(delivery.attributes()).containsEntry("ApproximateReceiveCount", "3");
        assertThat(delivery.messageAttributes()).containsOnlyKeys("traceparent");
        Assertions.assertThatThrownBy(
                () -> RawEvent.read(new ByteArrayInputStream("no".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no JSON");
    }

    @Test
    void line_isJson_withItsMetrics() throws IOException {
        JsonNode line = new JsonMapper().readTree(new StepLine("copy", NOW).with("image", "a\"b\n").with("empty", "")
                .with("bytes", 7).ended("done", Duration.ofMillis(5)).toString());
        assertThat(line.path("image").asText()).isEqualTo("a\"b\n");
        assertThat(line.has("empty")).isFalse();
        assertThat(line.path("durationMs").asInt()).isEqualTo(5);
        line.path("_aws").path("CloudWatchMetrics").path(0).path("Metrics")
                .forEach(metric -> assertThat(line.path(metric.path("Name").asText()).isNumber()).isTrue());
        line.path("_aws").path("CloudWatchMetrics").path(0).path("Dimensions").path(0)
                .forEach(name -> assertThat(line.path(name.asText()).isTextual()).isTrue());
        assertThat(line.has("ageMs")).as("no message, no age").isFalse();
    }

    /** CloudWatch's alarm names all dimensions of a metric, and work that waits may end in any way. */
    @Test
    void line_tellsTheAgeOfItsMessage_byStepAlone() throws IOException {
        JsonNode line = new JsonMapper().readTree(new StepLine("copy", NOW).sentAt(NOW.minusSeconds(7_200))
                .ended("wait", Duration.ZERO).toString());
        assertThat(line.path("ageMs").asLong()).isEqualTo(7_200_000);
        JsonNode directives = line.path("_aws").path("CloudWatchMetrics");
        assertThat(directives).hasSize(2);
        assertThat(directives.path(1).path("Namespace").asText()).isEqualTo(StepLine.NAMESPACE);
        assertThat(directives.path(1).path("Dimensions").toString()).isEqualTo("[[\"step\"]]");
        assertThat(directives.path(1).path("Metrics").path(0).path("Name").asText()).isEqualTo("ageMs");
        assertThat(new StepLine("copy", NOW).sentAt(NOW.plusSeconds(5)).toString()).as("clocks differ")
                .contains("\"ageMs\":0");
    }
}
