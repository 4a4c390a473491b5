package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.proof.template.Template;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.lambda.QueuedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person has to mend ends in a line that says so, and in the dead letters: never in a silent loss. */
class BadInputTest {
    private static final Duration WAITED = Duration.ofHours(5);
    private static final String REQUEST = "{\"kind\":\"request\",\"source\":{\"registry\":\"edge\",\"repository\":\"team/app\","
            + "\"reference\":\"v1\"},\"target\":null,\"hint\":null,\"trail\":{\"ticket\":null,\"hops\":0}}";
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private interface Trial {
        void on(Stack stack) throws IOException;
    }

    private static void trial(Template template, Trial trial) throws IOException {
        try (TrialFolder folder = TrialFolder.of("lambda-bad-input");
                Stack stack = Stack.deploy(new Stack.Account(AWS.sqs(), AWS.s3()), Blueprint.deployed().of(template),
                        folder)) {
            stack.read();
            trial.on(stack);
        }
    }

    private static String reason(Stack stack) {
        Patience.until("a dead letter", LambdaSite.LONG, () -> !stack.queue("DeadRequests").look().isEmpty(),
                stack::evidence);
        List<QueuedMessage> letters = stack.queue("DeadRequests").look();
        assertThat(letters).hasSize(1);
        return String.valueOf(letters.getFirst().messageAttributes().get("reason"));
    }

    /** The line is written after the letter is sent. */
    private static void awaitLog(Stack stack, String part) {
        Patience.until("a line with " + part, LambdaSite.LONG, () -> stack.function("Plan").log().contains(part),
                stack::evidence);
    }

    /** It waits for a person for hours; here it has waited already. */
    private static void waited(Stack stack) {
        stack.queue("Requests").send(REQUEST,
                Map.of("heldSince", Long.toString(Instant.now().minus(WAITED).toEpochMilli())));
    }

    @Test
    void configurationThatDoesNotParse_andASecretThatIsMissing_areNamed() throws IOException {
        trial(Template.deployed(), stack -> {
            stack.configure("registries: {edge: {urll: x}}\n");
            waited(stack);
            assertThat(reason(stack)).contains("crossdock.yaml:1:", "urll");
            awaitLog(stack, "\"todo\":\"correct the file");
        });
        trial(Template.deployed(), stack -> {
            String config = LambdaSite.CONFIG.replace("prod: {url: \"%s\"}",
                    "prod: {url: \"%s\", identityToken: {secret: crossdock/prod}}");
            assertThat(config).contains("crossdock/prod");
            stack.configure(config.formatted("http://127.0.0.1:1", "http://127.0.0.1:1"));
            waited(stack);
            assertThat(reason(stack)).contains("crossdock/prod", "does not exist", "create it");
        });
    }

    /** The same template, but the plan function may not read its configuration. */
    @Test
    void roleWithoutAPermission_isNamed() throws IOException {
        String text = Files.readString(Path.of(System.getProperty("crossdock.root"), "infra/sam/template.yaml"));
        String without = text.replace("Action: s3:GetObject\n            Resource: !Sub ${Config.Arn}/${ConfigKey}",
                "Action: s3:GetObjectTagging\n            Resource: !Sub ${Config.Arn}/${ConfigKey}");
        assertThat(without).isNotEqualTo(text);
        trial(Template.parse(without), stack -> {
            stack.configure(LambdaSite.CONFIG.formatted("http://127.0.0.1:1", "http://127.0.0.1:1"));
            waited(stack);
            assertThat(reason(stack)).contains("s3://crossdock-config/crossdock.yaml", "403");
            awaitLog(stack, "\"outcome\":\"buried\"");
        });
    }
}
