package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.Ticket;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.field.FieldRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in besides the queues: webhooks, calls by hand, the clock. */
final class EntranceTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final JsonMapper JSON = new JsonMapper();

    private final SeededImage one = new SeededImages(6).image(SeededImages.Format.OCI, 1, 1_000);
    private final SeededImage two = new SeededImages(7).image(SeededImages.Format.OCI, 1, 1_000);
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry source;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry target;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private Stack stack;

    @BeforeEach
    void start() throws IOException {
        source = FieldRegistry.start().seed(one, "team/app", "v1").seed(two, "team/app", "v2").seed(two, "other",
                "v1");
        target = FieldRegistry.start();
        stack = new Stack(AWS, "registries:\n" + Stack.registry("src", source.uri(), "    webhookToken: {env: HOOK}\n")
                + Stack.registry("dst", target.uri(), "") + """
                        rules:
                          - name: mirror
                            source: {registry: src, repositories: [team/app], tags: ["*"]}
                            targets: [{registry: dst, repository: "mirror/{repository}"}]
                        """, Map.of("HOOK", "t0ken"));
    }

    @AfterEach
    void stop() {
        stack.close();
        source.close();
        target.close();
    }

    private JsonNode ask(String wish) throws IOException {
        return JSON.readTree(stack.call(new PlanHandler(stack.wiring()), wish));
    }

    @ParameterizedTest
    @CsvSource({"/hooks/src, t0ken, {}, 400", "/hooks/src, other, {}, 401", "/hooks/dst, t0ken, {}, 404",
            "/hooks/none, t0ken, {}, 404", "/other, t0ken, {}, 404", "/hooks/src/more, t0ken, {}, 404"})
    void hook_thatCannotBeTaken_isAnsweredSo(String path, String token, String body, int status) throws IOException {
        JsonNode answer = stack.hook(path, body, "authorization", "Bearer " + token);
        assertThat(answer.path("statusCode").asInt()).isEqualTo(status);
        assertThat(JSON.readTree(answer.path("body").asText()).path("error").asText()).isNotEmpty();
        assertThat(String.join("\n", stack.log)).doesNotContain(token);
    }

    @Test
    void hook_tooLarge_isAnsweredSo() throws IOException {
        JsonNode answer = stack.hook("/hooks/src", "x".repeat((1 << 20) + 1), "authorization", "Bearer t0ken");
        assertThat(answer.path("statusCode").asInt()).isEqualTo(413);
    }

    @Test
    void oneImage_byHand_andItsTicket() throws Exception {
        JsonNode answer = ask("""
                {"source": "src/other:v1", "target": "dst/copied:x", "options": {"referrers": false}}""");
        stack.drive();
        assertThat(target.content().holds(two, "copied", "x")).isTrue();
        assertThat(stack.wiring().state().ledger().ticket(answer.path("id").asText()).orElseThrow().state())
                .isEqualTo(Ticket.State.DONE);
    }

    @Test
    void repository_byHand_byTheRules_andToAnother() throws Exception {
        assertThat(ask("{\"source\": \"src/team/app\"}").path("requests").asInt()).isEqualTo(2);
        assertThat(ask("{\"source\": \"src/other\", \"target\": \"dst/others\"}").path("requests").asInt())
                .isEqualTo(1);
        stack.drive();
        assertThat(target.content().holds(one, "mirror/team/app", "v1")).isTrue();
        assertThat(target.content().holds(two, "mirror/team/app", "v2")).isTrue();
        assertThat(target.content().holds(two, "others", "v1")).isTrue();
    }

    @Test
    void rule_byHand() throws Exception {
        assertThat(ask("{\"rule\": \"mirror\"}").path("requests").asInt()).isEqualTo(2);
        stack.drive();
        assertThat(target.content().holds(two, "mirror/team/app", "v2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | wanted", "{\"sauce\": \"x\"} | \"sauce\"",
            "{\"rule\": \"mirrror\"} | there are: mirror", "{\"source\": \"nowhere/app:v1\"} | not configured",
            "{\"source\": \"src/app:v1\", \"target\": \"src/app:v1\"} | source and target are both",
            "{\"source\": \"src/team/app\", \"target\": \"dst/app:latest\"} | is one image",
            "{\"source\": \"src/team/app\", \"target\": \"dst/app@sha256:x\"} | is one image",
            "{\"source\": \"src/team/app\", \"target\": \"src/team/app\"} | source and target are both",
            "{\"source\": \"src/team/app\", \"target\": \"nowhere/app\"} | not configured",
            "{\"source\": \"src/team/app\", \"target\": \"dst\"} | wanted", "{\"source\": 7} | is no text",
            "{\"source\": \"src\"} | wanted",
            "{\"source\": \"src/other:v1\", \"options\": {\"platform\": \"x\"}} | platforms"})
    void wishWithoutAMeaning_isToldWhatHasOne_andSendsNothing(String wish, String told) throws IOException {
        assertThatThrownBy(() -> ask(wish)).hasMessageContaining(told);
        assertThat(stack.deliver(Step.PLAN)).as("nothing of it was sent").isZero();
    }

    @Test
    void sweepAndRule_withoutTime_saySo_andTheNextTakesTheRest() throws Exception {
        JsonNode none = JSON.readTree(Stack.call(new SweepHandler(stack.wiring()), "{}", Duration.ZERO));
        assertThat(none.path("tags").asInt()).isZero();
        assertThat(none.path("failures").path(0).asText()).contains("stopped after 0 tags");
        JsonNode byHand = JSON.readTree(
                Stack.call(new PlanHandler(stack.wiring()), "{\"rule\": \"mirror\"}", Duration.ZERO));
        assertThat(byHand.path("requests").asInt()).isZero();
        assertThat(byHand.path("failures").path(0).asText()).contains("the sweep takes the rest");
        assertThat(JSON.readTree(stack.call(new SweepHandler(stack.wiring()), "{}")).path("tags").asInt()).isEqualTo(2);
        assertThat(stack.wiring().state().ledger().ticket("sweep")).as("how far it got").isPresent();
    }

    @Test
    void sweep_asksForWhatDiffers() throws Exception {
        JsonNode report = JSON.readTree(stack.call(new SweepHandler(stack.wiring()), "{}"));
        assertThat(report.path("tags").asInt()).isEqualTo(2);
        stack.drive();
        assertThat(target.content().holds(one, "mirror/team/app", "v1")).isTrue();
        assertThat(stack.lines("sweep")).singleElement()
                .satisfies(line -> assertThat(line.path("outcome").asText()).isEqualTo("done"));
    }
}
