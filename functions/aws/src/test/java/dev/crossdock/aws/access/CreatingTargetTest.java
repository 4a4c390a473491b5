package dev.crossdock.aws.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.settings.limits.RepositoryTemplate;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.transfer.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** Repositories that are created when something comes for them. */
final class CreatingTargetTest {
    private static final Repository NEW = new Repository("mirror/new");
    private static final Descriptor BLOB = new Descriptor("a/b", Digest.sha256(new byte[]{1}), 1);
    private static final Answer UNKNOWN = Answer.error(404, "NAME_UNKNOWN", "The repository does not exist");
    private static final EcrRepositories.Owner OWNER = new EcrRepositories.Owner("123456789012", "eu-west-1");

    private final HttpEngine engine = new HttpEngine();
    private final SdkHttpClient http = Apache5HttpClient.create();
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private ScriptedRegistry registry;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private ScriptedRegistry ecr;

    @BeforeEach
    void start() throws IOException {
        registry = ScriptedRegistry.start();
        ecr = ScriptedRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
        ecr.close();
        http.close();
        engine.close();
    }

    private CreatingTarget target(RepositoryTemplate template) {
        AwsCalls calls = new AwsCalls(() -> new AwsCalls.Caller(http,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "s3cret")), Region.US_EAST_1,
                new Endpoints(Map.of("AWS_ENDPOINT_URL_ECR", ecr.uri().toString()))));
        return new CreatingTarget(new RegistryClient(engine, RegistryOptions.at(registry.uri())).target(NEW), NEW,
                new EcrRepositories(calls, OWNER, template));
    }

    private void knowsItAfterwards() {
        registry.on("POST", "/v2/mirror/new/blobs/uploads/", UNKNOWN).on("POST", "/v2/mirror/new/blobs/uploads/",
                Answer.status(202).header("Location", "/v2/mirror/new/blobs/uploads/1"));
    }

    @Test
    void unknownRepository_isCreatedByTheTemplate_andTheUploadOpened() {
        knowsItAfterwards();
        ecr.on("POST", "/", Answer.status(200).body("{}"));
        RepositoryTemplate template = new RepositoryTemplate(true, true,
                Optional.of(new RepositoryTemplate.Encryption(Optional.of("alias/images"))));

        assertThat(target(template).beginUpload(BLOB).address()).contains("/blobs/uploads/1");

        Received asked = ecr.received().getFirst();
        assertThat(asked.header("x-amz-target")).contains("AmazonEC2ContainerRegistry_V20150921.CreateRepository");
        assertThat(asked.header("authorization").orElseThrow()).contains("/eu-west-1/ecr/aws4_request");
        assertThat(new String(asked.body(), StandardCharsets.UTF_8)).contains("\"registryId\":\"123456789012\"")
                .contains("\"repositoryName\":\"mirror/new\"").contains("\"imageTagMutability\":\"IMMUTABLE\"")
                .contains("{\"scanOnPush\":true}").contains("{\"encryptionType\":\"KMS\",\"kmsKey\":\"alias/images\"}");
    }

    @Test
    void repositoryThatSomebodyElseHasJustCreated_isAsGood() {
        knowsItAfterwards();
        ecr.on("POST", "/",
                Answer.status(400).body("{\"__type\":\"RepositoryAlreadyExistsException\",\"message\":\"…\"}"));
        assertThat(target(RepositoryTemplate.PLAIN).beginUpload(BLOB).address()).contains("/blobs/uploads/1");
    }

    @Test
    void roleThatMayNot_isToldWhatItLacks() {
        registry.on("POST", "/v2/mirror/new/blobs/uploads/", UNKNOWN);
        ecr.on("POST", "/", Answer.status(400).body("{\"__type\":\"AccessDeniedException\",\"message\":\"…\"}"));
        assertThatThrownBy(() -> target(RepositoryTemplate.PLAIN).beginUpload(BLOB))
                .isInstanceOf(RegistryException.Refused.class).hasMessageContaining("create repository mirror/new")
                .hasMessageContaining("ecr:CreateRepository: got 400 AccessDeniedException")
                .hasMessageContaining("a role that may ecr:CreateRepository");
    }

    @Test
    void otherRefusals_createNothing() {
        registry.on("POST", "/v2/mirror/new/blobs/uploads/", Answer.error(403, "DENIED", "no"));
        assertThatThrownBy(() -> target(RepositoryTemplate.PLAIN).beginUpload(BLOB))
                .isInstanceOf(RegistryException.Refused.class).hasMessageContaining("DENIED");
        assertThat(ecr.received()).isEmpty();
    }

    @Test
    void throttledCall_isRepeated() {
        knowsItAfterwards();
        ecr.on("POST", "/", Answer.status(400).body("{\"__type\":\"ThrottlingException\"}")).on("POST", "/",
                Answer.status(503).body("")).on("POST", "/", Answer.status(200).body("{}"));
        target(RepositoryTemplate.PLAIN).beginUpload(BLOB);
        assertThat(ecr.received()).hasSize(3);
    }

    @Test
    void owner_isFoundInTheHostOfAmazonsRegistriesAlone() {
        assertThat(EcrRepositories.Owner.of("123456789012.dkr.ecr.eu-west-1.amazonaws.com")).contains(OWNER);
        assertThat(List.of("registry.example.com", "123.dkr.ecr.eu-west-1.amazonaws.com", "public.ecr.aws"))
                .allMatch(host -> EcrRepositories.Owner.of(host).isEmpty());
    }
}
