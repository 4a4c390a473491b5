package dev.crossdock.client.auth.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;

/** ECR's API is a scripted server here. */
class EcrLoginTest {
    private static final Errand ERRAND = new Errand("read manifest", "1", "source x/app", "200");
    private static final EcrHost HOST = new EcrHost("123456789012", "eu-west-1", false);
    private static final AwsCredentialsProvider KEYS = StaticCredentialsProvider
            .create(AwsBasicCredentials.create("AKID", "s3cret"));

    @AutoClose
    private ScriptedRegistry ecr;

    @BeforeEach
    void start() throws IOException {
        ecr = ScriptedRegistry.start();
    }

    private static Function<EcrHost, EcrClient> clients(URI endpoint, AwsCredentialsProvider keys) {
        return host -> EcrClient.builder().region(Region.of(host.region())).endpointOverride(endpoint)
                .credentialsProvider(keys).httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(call -> call.retryStrategy(retries -> retries.maxAttempts(1))).build();
    }

    private Found find() {
        return new EcrLogin(HOST, clients(ecr.uri(), KEYS)).find(ERRAND);
    }

    private static Answer login(String token, String end) {
        return Answer.status(200).header("Content-Type", "application/x-amz-json-1.1")
                .body("{\"authorizationData\":[{\"authorizationToken\":\"%s\"%s}]}".formatted(token, end));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"123456789012.dkr.ecr.eu-west-1.amazonaws.com, eu-west-1, false",
            "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com, us-gov-west-1, true",
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn, cn-north-1, false",
            "123456789012.DKR.ecr.ap-southeast-2.amazonaws.com, ap-southeast-2, false",
            "123456789012.dkr-ecr.us-east-1.on.aws, us-east-1, false"})
    void host_ofAPrivateRegistry(String host, String region, boolean fips) {
        assertThat(EcrHost.of(host)).contains(new EcrHost("123456789012", region, fips));
        assertThat(EcrCredentials.forHost(host)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"public.ecr.aws", "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
            "123456789012.dkr.ecr.eu-west-1.evil.example", "evil.dkr.ecr.eu-west-1.amazonaws.com",
            "123456789012.dkr.ecr.x.evil.amazonaws.com", "123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443", "", "a"})
    void host_ofAnyoneElse_getsNoLogin(String host) {
        assertThat(EcrCredentials.forHost(host)).isEmpty();
    }

    @Test
    void login_isUsedUntilShortlyBeforeItsEnd() {
        ecr.on("POST", "/", login(encoded("AWS:to:ken"), ",\"expiresAt\":1800000000"));
        Found found = find();
        assertThat(found.credentials()).isEqualTo(new Credentials.Basic("AWS", "to:ken"));
        assertThat(found.origin()).isEqualTo("ECR in eu-west-1");
        assertThat(found.usableUntil()).isBefore(Instant.ofEpochSecond(1_800_000_000))
                .isAfter(Instant.ofEpochSecond(1_800_000_000 - 3_600));
        assertThat(ecr.received().getFirst().header("X-Amz-Target")).hasValueSatisfying(
                target -> assertThat(target).endsWith(".GetAuthorizationToken"));
    }

    @Test
    void login_thatCannotBeRead_isNotQuoted() {
        ecr.on("POST", "/", login(encoded("s3cret"), "")).on("POST", "/",
                Answer.status(200).body("{\"authorizationData\":[]}"));
        assertThatThrownBy(this::find).isInstanceOf(Corrupt.class).hasMessageContaining("an unreadable login from ECR")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(this::find).isInstanceOf(Corrupt.class).hasMessageContaining("no login from ECR");
    }

    @Test
    void denied_isForAPerson() {
        ecr.on("POST", "/", Answer.status(400).header("X-Amzn-ErrorType", "AccessDeniedException")
                .body("{\"__type\":\"AccessDeniedException\",\"message\":\"s3cret\"}"));
        assertThatThrownBy(this::find).isInstanceOf(Refused.class)
                .hasMessageContaining("got 400 AccessDeniedException from ECR in eu-west-1")
                .hasMessageContaining("ecr:GetAuthorizationToken").hasMessageNotContaining("s3cret");
    }

    @Test
    void overloaded_isForLater() throws IOException {
        ecr.on("POST", "/", Answer.status(503).body("{}")).on("POST", "/",
                Answer.status(400).body("{\"__type\":\"ThrottlingException\"}"));
        assertThatThrownBy(this::find).isInstanceOf(Unavailable.class).hasMessageContaining("503");
        assertThatThrownBy(this::find).isInstanceOf(Unavailable.class).hasMessageContaining("ThrottlingException");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        EcrLogin unreachable = new EcrLogin(HOST, clients(URI.create("http://127.0.0.1:" + port), KEYS));
        assertThatThrownBy(() -> unreachable.find(ERRAND)).isInstanceOf(Unavailable.class)
                .hasMessageContaining("no answer from ECR");
    }

    @Test
    void withoutKeys_isForAPerson() {
        EcrLogin nobody = new EcrLogin(HOST, clients(ecr.uri(), () -> {
            throw SdkClientException.create("Unable to load credentials: s3cret");
        }));
        assertThatThrownBy(() -> nobody.find(ERRAND)).isInstanceOf(Refused.class)
                .hasMessageContaining("no usable AWS credentials").hasMessageContaining("a role, a profile or keys")
                .hasMessageNotContaining("s3cret");
    }

    /** As a process in the cloud does it: keys and the endpoint come from around it. */
    @Test
    void login_byTheDefaultChain() {
        Map<String, String> around = Map.of("aws.accessKeyId", "AKID", "aws.secretAccessKey", "s3cret",
                "aws.endpointUrlEcr", ecr.uri().toString());
        ecr.on("POST", "/", login(encoded("AWS:token"), ""));
        around.forEach(System::setProperty);
        try {
            Found found = EcrCredentials.forHost("123456789012.dkr.ecr.eu-west-1.amazonaws.com").orElseThrow()
                    .find(ERRAND);
            assertThat(found.credentials()).isEqualTo(new Credentials.Basic("AWS", "token"));
        } finally {
            around.keySet().forEach(System::clearProperty);
        }
    }
}
