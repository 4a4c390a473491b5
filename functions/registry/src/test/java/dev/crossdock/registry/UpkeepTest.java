package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks of the server that holds the directory. */
class UpkeepTest extends RegistryContract {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private static final int REFUSED = 400;

    @Test
    void deadLetters_areListed_andSentAgain() throws IOException {
        try (Receiver receiver = Receiver.start(REFUSED)) {
            RegistrySettings settings = settings(true, List.of(refusing(receiver)));
            restart(settings);
            wire.pushImage("team/app", "1", "layer");
            Upkeep upkeep = new Upkeep(settings);
            Awaitility.await().untilAsserted(() -> assertThat(told(upkeep)).hasSize(2));

            assertThat(told(upkeep).getFirst()).contains(" ci ", "HTTP 400", "after 1 attempts");
            List<String> report = new ArrayList<>();
            assertThat(upkeep.redeliver("ci", report::add)).isZero();

            assertThat(report).containsExactly("1 events wait for ci again");
            Awaitility.await().untilAsserted(() -> assertThat(receiver.received()).hasSize(2));
            assertThat(told(upkeep)).containsExactly("0 dead letters");
        }
    }

    @Test
    void redeliver_toNobody_namesWhoThereIs() throws IOException {
        List<String> report = new ArrayList<>();

        assertThat(new Upkeep(settings(true, List.of())).redeliver("nobody", report::add)).isOne();

        assertThat(report).singleElement().asString().contains("no endpoint is called \"nobody\"");
    }

    @Test
    void deadLetters_withoutAServer_saysToStartOne() throws IOException {
        stop();
        List<String> report = new ArrayList<>();

        assertThat(new Upkeep(settings(true, List.of())).deadLetters(report::add)).isOne();

        assertThat(report).singleElement().asString().contains("no server holds", "start it");
    }

    @Test
    void tagThatGoesByRetention_isToldAsOneThatAClientDeletes(@TempDir Path directory) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yml"),
                "rules:\n- repository: '**'\n  keeplatest: 1\n");
        CollectorSettings care = new CollectorSettings(Duration.ofHours(2), Optional.empty(), false,
                Optional.of(policy));
        try (Receiver receiver = Receiver.start()) {
            RegistrySettings settings = settings(true, List.of(new EndpointSettings("ci",
                    URI.create("http://127.0.0.1:%d/".formatted(receiver.port())), Map.of(),
                    new Retry(Duration.ofSeconds(10), 1, Duration.ofMillis(5)), Ignored.NOTHING)))
                    .with(new RegistrySettings.Content(ContentSettings.USUAL, care, List.of()));
            restart(settings);
            wire.pushImage("team/app", "old", "one");
            wire.pushImage("team/app", "new", "two");

            assertThat(new Upkeep(settings).collect(false, false, line -> {})).isZero();

            wire.get("/v2/team/app/manifests/old").is(404);
            Awaitility.await().untilAsserted(() -> assertThat(receiver.received())
                    .filteredOn(one -> one.event().path("action").asText().equals("delete")).singleElement()
                    .satisfies(one -> assertThat(one.event().at("/target/tag").asText()).isEqualTo("old")));
        }
    }

    @Test
    void inABucket_theyAreListed_andSentAgainByAReplica() throws IOException {
        Bucket bucket = Bucket.in(AWS);
        try (Receiver receiver = Receiver.start(REFUSED)) {
            RegistrySettings settings = settings(true, List.of(refusing(receiver))).with(bucket.storage());
            Upkeep upkeep = new Upkeep(settings);
            try (RegistryServer replica = RegistryServer.start(settings); Wire there = new Wire(replica.port())) {
                there.pushImage("team/app", "1", "layer");
                Awaitility.await().untilAsserted(() -> assertThat(told(upkeep)).hasSize(2));
            }
            List<String> report = new ArrayList<>();

            assertThat(upkeep.redeliver("ci", report::add)).isZero();
            assertThat(report).containsExactly("1 events wait for ci again");
            assertThat(told(upkeep)).containsExactly("0 dead letters");
            try (RegistryServer another = RegistryServer.start(settings)) {
                assertThat(another.port()).isPositive();
                Awaitility.await().untilAsserted(() -> assertThat(receiver.received()).hasSize(2));
                Awaitility.await().untilAsserted(() -> assertThat(bucket.stored("_crossdock/outbox"))
                        .filteredOn(name -> !name.contains("/events/")).singleElement().asString().endsWith("/alive"));
            }
        }
    }

    private static EndpointSettings refusing(Receiver receiver) {
        return new EndpointSettings("ci", URI.create("http://127.0.0.1:%d/".formatted(receiver.port())), Map.of(),
                new Retry(Duration.ofSeconds(10), 1, Duration.ofMillis(5)), Ignored.NOTHING);
    }

    private static List<String> told(Upkeep upkeep) throws IOException {
        List<String> report = new ArrayList<>();
        assertThat(upkeep.deadLetters(report::add)).isZero();
        return report;
    }
}
