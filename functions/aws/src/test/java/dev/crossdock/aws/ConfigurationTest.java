package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.aws.config.Kept;
import dev.crossdock.aws.config.WatchedObject;
import dev.crossdock.replication.Step;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The configuration while AWS is not always well. */
final class ConfigurationTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final int ATTEMPTS = 4;
    private static final String CONFIG = """
            registries:
              src:
                url: http://127.0.0.1:1
                username: me
                password: {secret: crossdock/one}
            rules: []
            """;
    private static final String REQUEST = """
            {"kind": "request", "source": {"registry": "src", "repository": "team/app", "reference": "v1"},
             "target": null, "hint": null, "trail": {"ticket": null, "hops": 0}}""";

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Duration passed = Duration.ZERO;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private ScriptedRegistry secrets;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private Stack stack;
    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Wiring wiring;

    @BeforeEach
    void start() throws IOException {
        secrets = ScriptedRegistry.start();
        stack = new Stack(AWS, CONFIG, Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()));
        InstantSource clock = () -> Instant.now().plus(passed);
        wiring = new Wiring(stack.variables, log::add, clock);
    }

    @AfterEach
    void stop() {
        wiring.close();
        stack.close();
        secrets.close();
    }

    private void answer(int times, int status, String body) {
        for (int i = 0; i < times; i++) {
            secrets.on("POST", "/", Answer.status(status).body(body));
        }
    }

    @Test
    void secretsThatCannotBeReadAgain_areUsedAsTheyWere() {
        answer(1, 200, "{\"SecretString\": \"old\"}");
        Rig first = wiring.rig();
        passed = Kept.MADE_AGAIN_AFTER.plusSeconds(1);
        answer(ATTEMPTS, 400, "{\"__type\": \"ThrottlingException\"}");
        assertThat(wiring.rig()).isSameAs(first);
        assertThat(wiring.rig()).as("nobody is asked for each message").isSameAs(first);
        assertThat(log).singleElement().satisfies(line -> assertThat(line).contains("crossdock/one",
                "ThrottlingException", "\"kept\""));
        passed = passed.plus(Kept.UNREAD_KEPT);
        answer(1, 200, "{\"SecretString\": \"new\"}");
        assertThat(wiring.rig()).isNotSameAs(first);
    }

    @Test
    void permissionTakenAway_isHeeded() {
        answer(1, 200, "{\"SecretString\": \"old\"}");
        wiring.rig();
        passed = Kept.MADE_AGAIN_AFTER.plusSeconds(1);
        answer(1, 400, "{\"__type\": \"AccessDeniedException\"}");
        assertThatThrownBy(wiring::rig).isInstanceOf(SettingsException.class);
    }

    private int places() {
        return wiring.rig().registries().client("src").load().places();
    }

    @Test
    void raisedLimit_counts() {
        String limited = "registries:\n  src:\n    url: http://127.0.0.1:1\n    limits: {requests: %d}\nrules: []\n";
        stack.configure(limited.formatted(2));
        assertThat(places()).isEqualTo(2);
        stack.configure(limited.formatted(5));
        passed = WatchedObject.LOOK_AGAIN_AFTER.plusSeconds(1);
        assertThat(places()).isEqualTo(5);
    }

    @Test
    void unusableConfiguration_isNotReadForEachMessage() {
        answer(1, 400, "{\"__type\": \"ResourceNotFoundException\"}");
        assertThatThrownBy(wiring::rig).isInstanceOf(SettingsException.class);
        assertThatThrownBy(wiring::rig).isInstanceOf(SettingsException.class);
        assertThat(secrets.received()).hasSize(1);
        passed = Kept.UNUSABLE_KEPT.plusSeconds(1);
        answer(1, 200, "{\"SecretString\": \"here it is\"}");
        assertThat(wiring.rig().settings().registries()).containsKey("src");
    }

    @Test
    void secretsOutOfReachFromTheBeginning_buryNothing() throws Exception {
        answer(ATTEMPTS, 500, "{}");
        stack.send(Step.PLAN, REQUEST, Map.of("failures", "30"));
        assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
        assertThat(stack.lines("plan")).singleElement()
                .satisfies(line -> assertThat(line.path("outcome").asText()).as("%s", line).isEqualTo("retry"));
        assertThat(stack.deadLetters("REQUESTS")).isEmpty();
        assertThatThrownBy(() -> stack.wiring().rig()).isInstanceOf(Unavailable.class);
    }

    @Test
    void bucketOutOfOrder_buriesNothing() throws Exception {
        try (ScriptedRegistry bucket = ScriptedRegistry.start()) {
            for (int i = 0; i < ATTEMPTS; i++) {
                bucket.on("GET", "/.*", Answer.status(503).header("Content-Type", "application/xml")
                        .body("<Error><Code>SlowDown</Code><Message>later</Message></Error>"));
            }
            try (Stack broken = new Stack(AWS, CONFIG, Map.of("AWS_ENDPOINT_URL_S3", bucket.uri().toString()))) {
                broken.send(Step.PLAN, REQUEST, Map.of("failures", "30"));
                broken.deliver(Step.PLAN);
                assertThat(broken.lines("plan").getLast().path("outcome").asText()).isEqualTo("retry");
                assertThat(broken.deadLetters("REQUESTS")).isEmpty();
            }
        }
    }
}
