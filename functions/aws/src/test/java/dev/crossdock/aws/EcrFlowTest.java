package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Step;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.modes.Vendors;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A registry of Amazon from EventBridge's event to the targets' tags. Its name leads to AWS, so the functions reach it through
 * a proxy, which it is itself; its API, which gives a token to the role, is a scripted server.
 */
final class EcrFlowTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();
    private static final String HOST = "123456789012.dkr.ecr.us-west-2.amazonaws.com";
    private static final String ENDPOINT = "aws.endpointUrlEcr";
    private static final String LOGIN = Base64.getEncoder()
            .encodeToString("AWS:r0le-token".getBytes(StandardCharsets.UTF_8));

    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry ecr;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private FieldRegistry target;
    @SuppressWarnings("NullAway.Init") // Started before each test.
    private ScriptedRegistry api;

    /** By its name alone, and by the role's token alone; repositories that nobody created are unknown. */
    private static Mode amazons() {
        return (request, rest) -> {
            String path = request.target().replaceFirst("^http://[^/]+", "");
            if (!request.target().startsWith("http://" + HOST + "/")) {
                return FieldResponse.error(400, "UNKNOWN", "asked by another name: " + request);
            }
            return request.header("authorization").filter(("Basic " + LOGIN)::equals).isEmpty()
                    ? FieldResponse.error(401, "UNAUTHORIZED", "Not Authorized").with("Www-Authenticate",
                            "Basic realm=\"https://%s/\",service=\"ecr.amazonaws.com\"".formatted(HOST))
                    : rest.answer(request.to(path));
        };
    }

    @BeforeEach
    void start() throws IOException {
        ecr = FieldRegistry.start(amazons(), Vendors.ecr());
        target = FieldRegistry.start();
        api = ScriptedRegistry.start();
        System.setProperty(ENDPOINT, api.uri().toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(ENDPOINT);
        ecr.close();
        target.close();
        api.close();
    }

    private Stack stack() {
        URI proxy = ecr.uri();
        return new Stack(AWS, """
                registries:
                  ecr: {url: "http://%s", createRepositories: true}
                %srules:
                  - name: out
                    source: {registry: ecr, repositories: ["team/**"], tags: ["*"]}
                    targets:
                      - {registry: dst, repository: "from-ecr/{repository}"}
                      - {registry: ecr, repository: "mirror/{repository}"}
                """.formatted(HOST, Stack.registry("dst", target.uri(), "")), Map.of("HTTP_PROXY", proxy.toString()));
    }

    private static String pushed(SeededImage image) {
        return """
                {"version": "0", "id": "13cde686-328b-6117-af20-0e5566167482", "detail-type": "ECR Image Action",
                 "source": "aws.ecr", "account": "123456789012", "time": "2026-11-16T01:54:34Z", "region": "us-west-2",
                 "resources": [], "detail": {"result": "SUCCESS", "repository-name": "team/app", "image-digest": "%s",
                 "action-type": "PUSH", "image-tag": "v1"}}""".formatted(image.manifest().digest());
    }

    @Test
    void push_travelsFromAmazonsRegistryToBothTargets_byTheRole() throws Exception {
        SeededImage image = new SeededImages(21).index(SeededImages.Format.OCI, "amd64", "arm64");
        ecr.seed(image, "team/app", "v1");
        api.on("POST", "/", Answer.status(200).header("Content-Type", "application/x-amz-json-1.1")
                .body("{\"authorizationData\":[{\"authorizationToken\":\"%s\",\"expiresAt\":4102444800}]}".formatted(
                        LOGIN)));
        try (Stack stack = stack()) {
            stack.send(Step.PLAN, pushed(image), Map.of());
            stack.drive();

            assertThat(target.content().holds(image, "from-ecr/team/app", "v1")).as("%s", stack.log).isTrue();
            assertThat(ecr.content().holds(image, "mirror/team/app", "v1")).as("%s", stack.log).isTrue();
            assertThat(api.received()).as("one token for all").singleElement()
                    .extracting(Received::toString).isEqualTo("POST /");
            assertThat(stack.lines("publish")).hasSize(2).allSatisfy(
                    line -> assertThat(line.path("image").asText()).isEqualTo("ecr/team/app:v1"));
            assertThat(String.join("\n", stack.log)).doesNotContain(LOGIN).doesNotContain("r0le-token");
        }
    }

    @Test
    void roleThatMayNotSignIn_isADeadLetterThatSaysWhatItLacks() throws Exception {
        SeededImage image = new SeededImages(22).image(SeededImages.Format.OCI, 1, 1_000);
        for (int asked = 0; asked < 40; asked++) {
            api.on("POST", "/", Answer.status(400).header("Content-Type", "application/x-amz-json-1.1")
                    .body("{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"));
        }
        try (Stack stack = stack()) {
            stack.send(Step.PLAN, pushed(image), Map.of());
            stack.drive();
            assertThat(stack.deadLetters("REQUESTS").values()).as("one of each target").hasSize(2).allSatisfy(
                    reason -> assertThat(reason).contains("AccessDeniedException", "ecr:GetAuthorizationToken"));
            assertThat(target.content().repositories()).isEmpty();
        }
    }
}
