package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.replication.Step;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be handled ends in a line that says what to do, and in the dead letters; others overtake it. */
final class BadInputTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final String GOOD = """
            registries:
              src: {url: "http://127.0.0.1:1"}
            rules: []
            """;
    private static final String WITH_SECRET = """
            registries:
              src:
                url: http://127.0.0.1:1
                username: me
                password: {secret: crossdock/none}
            rules: []
            """;
    private static final Path EVENTS = Path.of(Objects.requireNonNull(System.getProperty("crossdock.root")), "events");
    /** A request that ends at once: no rule means it. */
    private static final Path REQUEST = EVENTS.resolve("messages/request-of-a-rule.json");

    private static Stack stack(String config, Map<String, String> more) {
        return new Stack(AWS, config, more);
    }

    private static Map<String, String> sent(Duration ago) {
        return Map.of("sentAt", Long.toString(Instant.now().minus(ago).toEpochMilli()));
    }

    private static Map<String, String> held(Duration ago) {
        return Map.of("heldSince", Long.toString(Instant.now().minus(ago).toEpochMilli()));
    }

    private static JsonNode last(Stack stack, String step) throws IOException {
        return stack.lines(step).getLast();
    }

    @Test
    void noJson_andANewerVersion_areDeadLetters_andOthersOvertakeThem() throws Exception {
        try (Stack stack = stack(GOOD, Map.of())) {
            stack.send(Step.PLAN, "no JSON", Map.of());
            stack.send(Step.PLAN, "{\"kind\":\"teleport\"}", Map.of());
            stack.send(Step.PLAN, Files.readString(REQUEST), Map.of());
            stack.drive();
            assertThat(stack.deadLetters("REQUESTS")).hasSize(2).hasEntrySatisfying("no JSON",
                    reason -> assertThat(reason).contains("no message of this version"))
                    .hasEntrySatisfying("{\"kind\":\"teleport\"}",
                            reason -> assertThat(reason).contains("teleport"));
            assertThat(stack.lines("plan")).anyMatch(line -> line.path("outcome").asText().equals("done"));
        }
    }

    @Test
    void configurationThatDoesNotParse_holdsMessagesBack_andBuriesThemAfterAWhile() throws Exception {
        try (Stack stack = stack("registries: {src: {urll: x}}\n", Map.of())) {
            stack.send(Step.PLAN, Files.readString(REQUEST), sent(Duration.ZERO));
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            JsonNode line = last(stack, "plan");
            assertThat(line.path("outcome").asText()).isEqualTo("wait");
            assertThat(line.path("error").asText()).contains("s3://").contains("crossdock.yaml:1:")
                    .contains("urll");
            assertThat(line.path("todo").asText()).contains("correct the file");
            assertThat(line.path("ageMs").isIntegralNumber()).isTrue();
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();

            stack.send(Step.PLAN, Files.readString(REQUEST), sent(StepRunner.CONFIGURATION_PATIENCE));
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            assertThat(last(stack, "plan").path("outcome").asText())
                    .as("old for other reasons: a registry was away before").isEqualTo("wait");
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();

            stack.send(Step.PLAN, Files.readString(REQUEST), held(StepRunner.CONFIGURATION_PATIENCE));
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("buried");
            assertThat(stack.deadLetters("REQUESTS").values()).singleElement()
                    .satisfies(reason -> assertThat(reason).contains("the configuration cannot be used"));

            JsonNode answer = stack.hook("/hooks/src", "{}", "authorization", "Bearer x");
            assertThat(answer.path("statusCode").asInt()).isEqualTo(503);
            assertThat(answer.path("headers").path("retry-after").asText()).isEqualTo("30");
        }
    }

    @Test
    void missingSecret_saysWhichAndWhatToDo() throws Exception {
        try (ScriptedRegistry secrets = ScriptedRegistry.start().on("POST", "/",
                Answer.status(400).header("x-amzn-ErrorType", "ResourceNotFoundException").body("{}"));
                Stack stack = stack(WITH_SECRET,
                        Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()))) {
            stack.send(Step.PLAN, Files.readString(REQUEST), sent(Duration.ZERO));
            stack.deliver(Step.PLAN);
            assertThat(last(stack, "plan").path("error").asText()).contains("crossdock.yaml:5:")
                    .contains("secret crossdock/none does not exist in").contains("create it");
            assertThat(secrets.received()).singleElement().satisfies(request -> {
                assertThat(request.header("x-amz-target")).contains("secretsmanager.GetSecretValue");
                assertThat(request.header("authorization").orElseThrow()).startsWith("AWS4-HMAC-SHA256 Credential=")
                        .contains("/secretsmanager/aws4_request");
            });
        }
    }

    private static final String TWO_SECRETS = """
            registries:
              src:
                url: http://127.0.0.1:1
                username: me
                password: {secret: crossdock/src}
                webhookToken: {secret: crossdock/webhooks/src}
              dst: {url: "http://127.0.0.1:1", identityToken: {secret: crossdock/dst}}
            rules: []
            """;

    private static int status(JsonNode answer) {
        return answer.path("statusCode").asInt();
    }

    private static List<String> asked(ScriptedRegistry secrets) {
        return secrets.received().stream().map(it -> new String(it.body(), StandardCharsets.UTF_8)).toList();
    }

    /** Who has no token at all, or knocks at no door, makes the function read nothing. */
    @Test
    void hook_readsTheTokenOfItsRegistry_andNoOtherSecret() throws Exception {
        try (ScriptedRegistry secrets = ScriptedRegistry.start().on("POST", "/",
                Answer.status(200).body("{\"SecretString\": \"t0ken\"}"));
                Stack stack = stack(TWO_SECRETS,
                        Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()))) {
            assertThat(status(stack.hook("/hooks/none", "{}", "authorization", "Bearer t0ken"))).isEqualTo(404);
            assertThat(status(stack.hook("/hooks/dst", "{}", "authorization", "Bearer t0ken"))).isEqualTo(404);
            assertThat(status(stack.hook("/hooks/src", "{}"))).isEqualTo(401);
            assertThat(status(stack.hook("/hooks/src", "{}", "authorization", "Basic t0ken"))).isEqualTo(401);
            assertThat(asked(secrets)).isEmpty();

            for (int knock = 0; knock < 3; knock++) {
                assertThat(status(stack.hook("/hooks/src", "{}", "authorization", "Bearer other"))).isEqualTo(401);
            }
            assertThat(status(stack.hook("/hooks/src", "{\"events\": []}", "authorization", "Bearer t0ken")))
                    .isEqualTo(202);
            assertThat(asked(secrets)).containsExactly("{\"SecretId\":\"crossdock/webhooks/src\"}");
        }
    }

    @Test
    void signedNotification_isTaken_whereTheSecretFits() throws Exception {
        try (ScriptedRegistry secrets = ScriptedRegistry.start().on("POST", "/",
                Answer.status(200).body("{\"SecretString\": \"t0ken\"}"));
                Stack stack = stack(TWO_SECRETS,
                        Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()))) {
            String body = "{\"events\": []}";
            assertThat(status(stack.hook("/hooks/src", body, signed(body, "t0ken", Instant.now())))).isEqualTo(202);
            assertThat(status(stack.hook("/hooks/src", body, signed(body, "other", Instant.now())))).isEqualTo(401);
            assertThat(status(stack.hook("/hooks/src", "{}", signed(body, "t0ken", Instant.now())))).isEqualTo(401);
            assertThat(status(stack.hook("/hooks/src", body, signed(body, "t0ken", Instant.now().minusSeconds(600)))))
                    .isEqualTo(401);
        }
    }

    /** As crossdock's registry signs (its decision 0014). */
    private static String[] signed(String body, String secret, Instant at) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
        return new String[]{"X-Crossdock-Timestamp", Long.toString(at.getEpochSecond()), "X-Crossdock-Signature-256",
                "sha256=" + HexFormat.of().formatHex(signature)};
    }

    /** Plan may ask all registries; what only webhooks carry it never reads. */
    @Test
    void steps_readCredentials_andNoTokenOfWebhooks() throws Exception {
        try (ScriptedRegistry secrets = ScriptedRegistry.start()
                .on("POST", "/", Answer.status(200).body("{\"SecretString\": \"s3cret\"}")).on("POST", "/",
                        Answer.status(200).body("{\"SecretString\": \"s3cret\"}"));
                Stack stack = stack(TWO_SECRETS,
                        Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()))) {
            stack.send(Step.PLAN, Files.readString(REQUEST), sent(Duration.ZERO));
            stack.deliver(Step.PLAN);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("done");
            assertThat(asked(secrets)).containsExactly("{\"SecretId\":\"crossdock/src\"}",
                    "{\"SecretId\":\"crossdock/dst\"}");
        }
    }

    @Test
    void roleWithoutAPermission_isToldByName() throws Exception {
        try (ScriptedRegistry secrets = ScriptedRegistry.start().on("POST", "/", Answer.status(400)
                .body("{\"__type\":\"com.amazonaws#AccessDeniedException\",\"Message\":\"not authorized\"}"));
                Stack stack = stack(WITH_SECRET,
                        Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString()))) {
            stack.send(Step.PLAN, Files.readString(REQUEST), held(StepRunner.CONFIGURATION_PATIENCE));
            stack.deliver(Step.PLAN);
            assertThat(stack.deadLetters("REQUESTS").values()).singleElement()
                    .satisfies(reason -> assertThat(reason).contains("secretsmanager:GetSecretValue")
                            .contains("AccessDeniedException").contains("let the function's role"));
        }
    }

    @Test
    void bucketThatTheRoleMayNotRead_holdsMessagesBack_andBuriesThemAfterAWhile() throws Exception {
        Answer denied = Answer.status(403).header("Content-Type", "application/xml").body(
                "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>1</RequestId></Error>");
        try (ScriptedRegistry bucket = ScriptedRegistry.start().on("GET", "/.*", denied);
                Stack stack = stack(GOOD, Map.of("AWS_ENDPOINT_URL_S3", bucket.uri().toString()))) {
            stack.send(Step.PLAN, Files.readString(REQUEST), Map.of("failures", "4"));
            stack.deliver(Step.PLAN);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("wait");
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();

            stack.send(Step.PLAN, Files.readString(REQUEST), held(StepRunner.CONFIGURATION_PATIENCE));
            stack.deliver(Step.PLAN);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("buried");
            assertThat(stack.deadLetters("REQUESTS").values()).singleElement()
                    .satisfies(reason -> assertThat(reason).contains("403 AccessDenied")
                            .contains("give the function's role this permission"));
        }
    }

    @Test
    void eventsOfAmazonsRegistry_waitForAConfiguration_andAreDeadLettersWithTheReason() throws Exception {
        String event = Files.readString(EVENTS.resolve("ecr/push.json"));
        try (Stack stack = stack("registries: {src: {urll: x}}\n", Map.of())) {
            stack.send(Step.PLAN, event, Map.of());
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("wait");
            assertThat(stack.deadLetters("REQUESTS")).isEmpty();

            stack.send(Step.PLAN, event, sent(StepRunner.CONFIGURATION_PATIENCE));
            assertThat(stack.deliver(Step.PLAN)).isEqualTo(1);
            assertThat(last(stack, "plan").path("outcome").asText()).isEqualTo("buried");
            assertThat(stack.deadLetters("REQUESTS")).hasEntrySatisfying(event,
                    reason -> assertThat(reason).contains("the configuration cannot be used", "urll", "waited for"));
        }
    }

    @Test
    void eventsOfAmazonsRegistry_thatNobodyMeans_endWithALine() throws Exception {
        Path folder = EVENTS.resolve("ecr");
        try (Stack stack = stack(GOOD, Map.of())) {
            int events = 0;
            try (var files = Files.newDirectoryStream(folder, path -> !path.endsWith("expected.json"))) {
                for (Path file : files) {
                    stack.send(Step.PLAN, Files.readString(file), Map.of());
                    events++;
                }
            }
            stack.send(Step.PLAN, "{\"source\": \"aws.ecr\"}", Map.of());
            stack.drive();
            assertThat(stack.lines("plan").stream().filter(line -> line.path("outcome").asText().equals("ignored")))
                    .hasSize(events).allSatisfy(line -> assertThat(line.path("reason").asText())
                            .contains("https://123456789012.dkr.ecr.us-west-2.amazonaws.com"));
            assertThat(stack.deadLetters("REQUESTS")).as("none but the unreadable").hasSize(1);
        }
    }
}
