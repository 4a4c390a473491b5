package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.replication.Step;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What several invocations have to do with one blob: one after the other, and at once. */
final class HandoverTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final String WISH = "{\"source\": \"src/team/app:v1\", \"target\": \"dst/copied:v1\"}";

    private static Stack stack(URI from, URI to) {
        return new Stack(AWS, "registries:\n" + Stack.registry("src", from, "") + Stack.registry("dst", to, "")
                + "rules: []\n", Map.of());
    }

    /** Forgets, when it is told to, the uploads that were opened before. */
    private static final class Forgetful implements Mode {
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final Set<String> lost = ConcurrentHashMap.newKeySet();

        @Override
        public FieldResponse answer(dev.crossdock.testkit.field.FieldRequest request, Rest rest) throws IOException {
            if (lost.contains(request.path())) {
                return FieldResponse.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            }
            FieldResponse response = rest.answer(request);
            response.header("Location").map(it -> it.replaceFirst("[?].*", "")).ifPresent(open::add);
            return response;
        }

        void forget() {
            lost.addAll(open);
        }
    }

    @Test
    void uploadThatIsGoneBetweenTwoInvocations_startsAgain_andSaysSo() throws Exception {
        SeededImage image = new SeededImages(11).image(SeededImages.Format.OCI, 1, 64 << 20);
        Forgetful forgetful = new Forgetful();
        try (FieldRegistry source = FieldRegistry.start().seed(image, "team/app", "v1");
                FieldRegistry target = FieldRegistry.start(forgetful);
                SlowLink link = SlowLink.inFrontOf(source.port(), SlowLink.Way.FREE.withBytesPerSecond(2 << 20));
                Stack stack = stack(link.uri(), target.uri()).withCopyTime(Duration.ofSeconds(4))) {
            stack.call(new PlanHandler(stack.wiring()), WISH);
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                stack.deliver(Step.COPY);
                return stack.lines("copy").stream().anyMatch(line -> line.path("bytes").asLong() > 1 << 20);
            });
            assertThat(target.content().holds(image, "copied", "v1")).isFalse();

            forgetful.forget();
            stack.drive();

            assertThat(target.content().holds(image, "copied", "v1")).as("%s", stack.log).isTrue();
            assertThat(stack.lines("copy")).as("%s", stack.log).filteredOn(
                    line -> line.path("notes").asText().contains("the blob starts again")).isNotEmpty();
            assertThat(target.traffic().pushed()).as("what the lost upload had is sent again")
                    .isGreaterThan(image.blobs().stream().mapToLong(blob -> blob.bytes().length).sum());
            assertThat(stack.deadLetters("COPIES")).isEmpty();
        }
    }

    @Test
    void oneTaskInTwoFunctionsAtOnce_movesNoBlobTwice() throws Exception {
        SeededImage image = new SeededImages(12).image(SeededImages.Format.OCI, 3, 2 << 20);
        try (FieldRegistry source = FieldRegistry.start().seed(image, "team/app", "v1");
                FieldRegistry target = FieldRegistry.start();
                SlowLink link = SlowLink.inFrontOf(source.port(), SlowLink.Way.FREE.withBytesPerSecond(8 << 20));
                Stack stack = stack(link.uri(), target.uri());
                Wiring other = new Wiring(stack.variables, stack.log::add)) {
            stack.call(new PlanHandler(stack.wiring()), WISH);
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            List<Message> batch = stack.sqs.receiveMessage(it -> it.queueUrl(stack.url(Step.COPY))
                    .visibilityTimeout(120).messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages();
            assertThat(batch).hasSize(1);
            String event = QueueEvent.of(batch);
            List<CompletableFuture<String>> both = Stream.of(stack.wiring(), other)
                    .map(wiring -> CompletableFuture.supplyAsync(() -> call(wiring, event))).toList();
            assertThat(both).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("{\"batchItemFailures\":[]}"));
            stack.sqs.deleteMessage(
                    it -> it.queueUrl(stack.url(Step.COPY)).receiptHandle(batch.getFirst().receiptHandle()));
            stack.drive();

            assertThat(target.content().holds(image, "copied", "v1")).isTrue();
            assertThat(target.traffic().pushed()).isEqualTo(
                    image.allBlobs().map(SeededBlob::bytes).mapToLong(bytes -> bytes.length).sum());
            assertThat(stack.lines("copy").stream().map(JsonNode::toString)).noneMatch(
                    line -> line.contains("\"outcome\":\"retry\"") || line.contains("\"outcome\":\"buried\""));
        }
    }

    private static String call(Wiring wiring, String event) {
        try {
            return Stack.call(new CopyHandler(wiring), event, Stack.USUAL_TIME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
