package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.Step;
import dev.crossdock.replication.Ticket;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something that is not AWS is found by one variable, and asked as those who speak S3 without being it understand. */
final class WiringTest {
    @AutoClose
    private ScriptedRegistry aws;

    @BeforeEach
    void start() throws IOException {
        aws = ScriptedRegistry.start();
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "s3cret");
    }

    private Map<String, String> variables(String... endpoints) {
        Map<String, String> variables = new HashMap<>();
        for (String name : List.of(Environment.REQUESTS, Environment.COPIES, Environment.PUBLISHES,
                Environment.DEAD_REQUESTS, Environment.DEAD_COPIES, Environment.DEAD_PUBLISHES)) {
            variables.put(name, "http://elsewhere.invalid/1/" + name.toLowerCase(java.util.Locale.ROOT));
        }
        variables.put(Environment.CONFIG, "s3://settings/crossdock.yaml");
        variables.put(Environment.STATE, "state");
        for (String endpoint : endpoints) {
            variables.put(endpoint, aws.uri().toString());
        }
        return variables;
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3,AWS_ENDPOINT_URL_SQS"})
    void emulator_isFoundByOneVariable_bucketsInPaths_andNoTrailers(String endpoints) {
        aws.on("GET", "/settings/crossdock.yaml", Answer.status(200).header("ETag", "\"1\"").body(
                "registries:\n  eu: {url: \"https://eu.example\"}\nrules: []\n"))
                .on("PUT", "/state/tickets/one", Answer.status(200).header("ETag", "\"2\""))
                .on("PUT", "/state/aged/[0-9]+/tickets/one", Answer.status(200).header("ETag", "\"3\""))
                .on("POST", "/.*", Answer.status(200).header("Content-Type", "application/x-amz-json-1.0").body(
                        "{\"Attributes\":{\"ApproximateNumberOfMessages\":\"3\"}}"));
        List<String> log = new ArrayList<>();
        Map<String, String> variables = variables(endpoints.split(","));
        variables.putIfAbsent("AWS_ENDPOINT_URL", " ");
        try (Wiring wiring = new Wiring(variables, log::add)) {
            assertThat(wiring.rig().settings().rules().rules()).isEmpty();
            wiring.state().ledger().write(new Ticket("one", Ticket.State.DONE, "done", Instant.EPOCH));
            assertThat(wiring.state().queue().depth(Step.COPY)).isEqualTo(3);
        }
        assertThat(aws.unused()).isZero();
        assertThat(aws.received()).filteredOn(it -> it.method().equals("PUT")).hasSize(2).allSatisfy(put -> {
            assertThat(put.headers().keySet()).noneMatch(name -> name.startsWith("x-amz-checksum"))
                    .doesNotContain("x-amz-trailer", "x-amz-sdk-checksum-algorithm");
            assertThat(put.header("content-encoding").orElse("")).doesNotContain("aws-chunked");
        });
        assertThat(aws.received().stream().map(Received::target)).allMatch(target -> target.startsWith("/"));
    }
}
