package dev.crossdock.aws.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.settings.Secret;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;

/** Secrets and parameters, as AWS answers. */
final class AwsSecretsTest {
    private final SdkHttpClient http = Apache5HttpClient.create();
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private ScriptedRegistry aws;

    @BeforeEach
    void start() throws IOException {
        aws = ScriptedRegistry.start();
    }

    @AfterEach
    void stop() {
        aws.close();
        http.close();
    }

    private AwsSecrets secrets() {
        return secrets(aws.uri().toString());
    }

    private AwsSecrets secrets(String endpoint) {
        return new AwsSecrets(new AwsCalls(() -> new AwsCalls.Caller(http,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "s3cret")), Region.EU_WEST_1,
                new Endpoints(Map.of("AWS_ENDPOINT_URL", endpoint)))));
    }

    private void answers(String body) {
        aws.on("POST", "/", Answer.status(200).body(body));
    }

    @Test
    void secret_isItsText_orAFieldOfIt() {
        answers("{\"SecretString\": \"correct-horse\"}");
        assertThat(secrets().secret("crossdock/a", Optional.empty())).isEqualTo(new Secret("correct-horse"));
        answers("{\"SecretString\": \"{\\\"user\\\": \\\"me\\\", \\\"pin\\\": 1234}\"}");
        assertThat(secrets().secret("crossdock/a", Optional.of("pin"))).isEqualTo(new Secret("1234"));
        assertThat(new String(aws.received().getFirst().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"SecretId\":\"crossdock/a\"}");
    }

    @Test
    void parameter_isDecrypted() {
        answers("{\"Parameter\": {\"Name\": \"/crossdock/a\", \"Value\": \"battery\"}}");
        assertThat(secrets().parameter("/crossdock/a")).isEqualTo(new Secret("battery"));
        assertThat(aws.received().getFirst().header("x-amz-target")).contains("AmazonSSM.GetParameter");
        assertThat(new String(aws.received().getFirst().body(), StandardCharsets.UTF_8))
                .contains("\"WithDecryption\":true");
    }

    @Test
    void secretOfAnotherForm_isRefused_withoutAWordOfIt() {
        answers("{\"SecretString\": \"correct-horse\"}");
        assertThatThrownBy(() -> secrets().secret("crossdock/a", Optional.of("pin")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("under \"pin\"")
                .hasMessageNotContaining("correct-horse");
        answers("{\"SecretBinary\": \"AAEC\"}");
        assertThatThrownBy(() -> secrets().secret("crossdock/a", Optional.empty())).hasMessageContaining("is binary");
        answers("{\"SecretString\": \"\"}");
        assertThatThrownBy(() -> secrets().secret("crossdock/a", Optional.empty())).hasMessageContaining("is empty");
    }

    @Test
    void parameterThatIsNotThere_isToldWithItsRegion() {
        aws.on("POST", "/", Answer.status(400).body("{\"__type\":\"ParameterNotFound\"}"));
        assertThatThrownBy(() -> secrets().parameter("/crossdock/a")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter /crossdock/a does not exist in eu-west-1: create it, or correct its name");
    }

    @Test
    void throttledAndBroken_areNoFaultOfTheConfiguration() {
        for (int i = 0; i < AwsCalls.MAXIMUM_ATTEMPTS; i++) {
            aws.on("POST", "/", Answer.status(503).body("{\"__type\":\"ServiceUnavailable\"}"));
        }
        assertThatThrownBy(() -> secrets().parameter("/crossdock/a")).isInstanceOf(Unavailable.class)
                .hasMessageContainingAll("read parameter /crossdock/a at eu-west-1", "503 ServiceUnavailable");
    }

    @Test
    void nobodyAnswers_isNoFaultOfTheConfiguration() {
        aws.close();
        assertThatThrownBy(() -> secrets().parameter("/crossdock/a")).isInstanceOf(Unavailable.class)
                .hasMessageContaining("ssm:GetParameter in eu-west-1: no answer in 4 attempts");
    }
}
