package dev.crossdock.testkit.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The event of a batch, Lambda's reading of the answer, and what it all costs. */
class QueuedMessageTest {
    private static final QueuedMessage ONE = message("1");
    private static final QueuedMessage TWO = message("2");

    private static QueuedMessage message(String id) {
        return new QueuedMessage(id, "receipt-" + id, "{}", "99914b932bd37a50b983c5e7c90ae93b",
                Map.of("ApproximateReceiveCount", "1"), Map.of("sentAt", "7"));
    }

    @Test
    void event_isShapedAsLambdas() throws IOException {
        JsonNode event = new ObjectMapper()
                .readTree(QueuedMessage.event(List.of(ONE, TWO), "arn:aws:sqs:eu-west-1:123456789012:work"));

        assertThat(event.at("/Records")).hasSize(2);
        assertThat(event.at("/Records/1/messageId").asText()).isEqualTo("2");
        assertThat(event.at("/Records/0/receiptHandle").asText()).isEqualTo("receipt-1");
        assertThat(event.at("/Records/0/attributes/ApproximateReceiveCount").asText()).isEqualTo("1");
        assertThat(event.at("/Records/0/messageAttributes/sentAt/stringValue").asText()).isEqualTo("7");
        assertThat(event.at("/Records/0/messageAttributes/sentAt/dataType").asText()).isEqualTo("String");
        assertThat(event.at("/Records/0/eventSource").asText()).isEqualTo("aws:sqs");
        assertThat(event.at("/Records/0/eventSourceARN").asText()).endsWith(":work");
        assertThat(event.at("/Records/0/awsRegion").asText()).isEqualTo("eu-west-1");
        assertThat(event.at("/Records/0/md5OfBody").asText()).isEqualTo(ONE.md5OfBody());
    }

    @Test
    void unfinished_isAsLambdaReadsIt() {
        assertThat(unfinished("{\"batchItemFailures\":[]}")).isEmpty();
        assertThat(unfinished("{}")).isEmpty();
        assertThat(unfinished("null")).isEmpty();
        assertThat(unfinished("{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}")).containsExactly("2");
        for (String wrong : List.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"3\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}", "{\"batchItemFailures\":[{\"id\":\"1\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}", "{")) {
            assertThat(unfinished(wrong)).as(wrong).containsExactlyInAnyOrder("1", "2");
        }
        for (Ended bad : List.of(new Ended.TimedOut(), new Ended.Exited(1), new Ended.Failed("{}"))) {
            assertThat(QueuedMessage.unfinished(List.of(ONE, TWO), bad)).hasSize(2);
        }
    }

    private static java.util.Set<String> unfinished(String answer) {
        return QueuedMessage.unfinished(List.of(ONE, TWO), new Ended.Answered(answer));
    }

    @Test
    void bill_isWhatWasUsed() {
        Report report = new Report("copy", "1", Duration.ofMillis(1_500), Optional.of(Duration.ofMillis(500)), 2_048,
                new Ended.TimedOut());
        Usage million = new Usage(1_000_000, 0, 0, 0, 0, 0);

        assertThat(report.gigabyteSeconds()).isEqualTo(4.0);
        assertThat(Usage.of(List.of(report, report)).gigabyteSeconds()).isEqualTo(8.0);
        assertThat(Prices.of(million)).isCloseTo(0.2, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(Prices.of(new Usage(0, 0, 1_000_000, 1_000_000, 1_000, 1_000))).isCloseTo(0.9054,
                org.assertj.core.data.Offset.offset(1e-9));
        assertThat(million.plus(million).minus(million)).isEqualTo(million);
        assertThat(Prices.requests(0)).isEqualTo(1);
        assertThat(Prices.requests(65_537)).isEqualTo(2);
        assertThat(Prices.bill(million)).contains("1000000", "$0.2000000");
    }
}
