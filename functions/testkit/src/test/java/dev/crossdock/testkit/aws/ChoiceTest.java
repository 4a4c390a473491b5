package dev.crossdock.testkit.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which backend runs is chosen by a word, and a wrong one says which there are. */
class ChoiceTest {
    @Test
    void words_chooseTheirBackends() {
        assertThat(Choice.named("emulator")).isEqualTo(Choice.EMULATOR);
        assertThat(Choice.named("localstack")).isEqualTo(Choice.LOCALSTACK);
        assertThat(Choice.named("docker")).isEqualTo(Choice.DOCKER);
        assertThat(Choice.named("endpoint")).isEqualTo(Choice.ENDPOINT);
    }

    @Test
    void anotherWord_saysWhichThereAre() {
        assertThatThrownBy(() -> Choice.named("aws")).hasMessage(
                "crossdock.aws: got aws, wanted one of [emulator, localstack, docker, endpoint]");
    }

    @Test
    void endpointWithoutAnAddress_saysWhatToSet() {
        assertThatThrownBy(() -> GivenEndpoint.of(Map.of())).hasMessageContaining("AWS_ENDPOINT_URL");
    }

    @Test
    void endpoint_isWhatTheEnvironmentSays_andShowsNoSecret() {
        AwsEndpoint endpoint = GivenEndpoint.of(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:5", "AWS_REGION",
                "eu-west-1", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hidden")).s3();
        assertThat(endpoint.uri()).hasPort(5);
        assertThat(endpoint.region()).isEqualTo("eu-west-1");
        assertThat(endpoint.secretKey()).isEqualTo("hidden");
        assertThat(endpoint).hasToString("http://127.0.0.1:5 in eu-west-1 as id");
    }
}
