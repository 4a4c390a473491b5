package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.Receiver.Received;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationsTest extends RegistryContract {
    private static final Retry QUICK = new Retry(Duration.ofSeconds(10), 3, Duration.ofMillis(5));

    @Test
    void push_isToldInDistributionsEnvelope() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            byte[] manifest = wire.pushImage("team/app", "1.4", "layer");

            Received one = await(receiver, 1).getFirst();
            assertThat(one.headers().getFirst("Content-Type")).isEqualTo(
                    "application/vnd.docker.distribution.events.v2+json");
            assertThat(one.headers().getFirst("Authorization")).isEqualTo("Bearer planted-secret");
            JsonNode event = one.event();
            assertThat(event.path("action").asText()).isEqualTo("push");
            assertThat(event.path("id").asText()).isEqualTo(one.headers().getFirst("X-Crossdock-Delivery"));
            assertThat(Instant.parse(event.path("timestamp").asText())).isBetween(Instant.now().minusSeconds(60),
                    Instant.now());
            JsonNode target = event.path("target");
            Digest digest = Digest.sha256(manifest);
            assertThat(target.path("mediaType").asText()).isEqualTo(Wire.OCI_MANIFEST);
            assertThat(target.path("digest").asText()).isEqualTo(digest.toString());
            assertThat(target.path("size").asInt()).isEqualTo(manifest.length);
            assertThat(target.path("length").asInt()).isEqualTo(manifest.length);
            assertThat(target.path("repository").asText()).isEqualTo("team/app");
            assertThat(target.path("tag").asText()).isEqualTo("1.4");
            assertThat(target.path("url").asText()).isEqualTo("http://127.0.0.1:%d/v2/team/app/manifests/%s"
                    .formatted(server.port(), digest));
            assertThat(event.at("/request/method").asText()).isEqualTo("PUT");
            assertThat(event.at("/request/host").asText()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(event.at("/request/addr").asText()).startsWith("127.0.0.1:");
            assertThat(event.path("actor").isObject()).isTrue();
            assertThat(event.at("/source/instanceID").asText()).isNotEmpty();
        }
    }

    @Test
    void push_byDigest_hasNoTag() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            byte[] manifest = wire.image("team/app", "layer");
            wire.putManifest("team/app", Digest.sha256(manifest).toString(), Wire.OCI_MANIFEST, manifest).is(201);

            assertThat(await(receiver, 1).getFirst().event().path("target").has("tag")).isFalse();
        }
    }

    @Test
    void event_comesOnlyOnceTheTagCanBeRead() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            for (int i = 0; i < 20; i++) {
                String digest = Digest.sha256(wire.pushImage("team/app", "moving", "layer " + i)).toString();
                Received latest = await(receiver, i + 1).get(i);

                assertThat(latest.event().at("/target/digest").asText()).isEqualTo(digest);
                assertThat(wire.head("/v2/team/app/manifests/moving").header("Docker-Content-Digest")).isEqualTo(
                        digest);
            }
        }
    }

    @Test
    void refusedPush_isNotTold() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            byte[] manifest = wire.image("team/other", "layer");
            wire.putManifest("team/app", "1", Wire.OCI_MANIFEST, manifest).is(400);
            wire.pushImage("team/app", "2", "layer");

            assertThat(tags(await(receiver, 1))).containsExactly("2");
        }
    }

    @Test
    void deletions_areTold() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, new Ignored(Set.of(), Set.of("push")))));
            Digest digest = Digest.sha256(wire.pushImage("team/app", "1", "layer"));
            wire.pushImage("team/app", "2", "layer");
            wire.delete("/v2/team/app/manifests/2").is(202);
            wire.delete("/v2/team/app/manifests/" + digest).is(202);

            List<Received> all = await(receiver, 3);
            assertThat(all).allSatisfy(one -> assertThat(one.event().path("action").asText()).isEqualTo("delete"));
            assertThat(tags(all)).containsExactly("2", "1", "");
            assertThat(all.get(2).event().at("/target/digest").asText()).isEqualTo(digest.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 302, 408})
    void failure_isTriedAgainInOrder(int status) throws IOException {
        try (Receiver receiver = Receiver.start(status, status, status, status, status)) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            List<String> names = IntStream.range(0, 5).mapToObj(i -> "t" + i).toList();
            names.forEach(name -> wire.pushImage("team/app", name, "layer"));

            assertThat(tags(await(receiver, 5))).isEqualTo(names);
            assertThat(receiver.received().stream().limit(6).map(one -> one.headers().getFirst(
                    "X-Crossdock-Attempt"))).containsExactly("1", "2", "3", "4", "5", "6");
            assertThat(receiver.received().stream().limit(6).map(one -> one.headers().getFirst(
                    "X-Crossdock-Delivery")).distinct()).hasSize(1);
        }
    }

    @Test
    void answerThatStalls_isGivenUpAndTriedAgain() throws IOException {
        try (Receiver receiver = Receiver.start(Receiver.STALLED)) {
            restart(true, List.of(new EndpointSettings("hook", receiver.url(), Map.of(),
                    new Retry(Duration.ofSeconds(1), 3, Duration.ofMillis(5)), Ignored.NOTHING)));
            wire.pushImage("team/app", "1", "layer");

            assertThat(await(receiver, 1).getFirst().headers().getFirst("X-Crossdock-Attempt")).isEqualTo("2");
        }
    }

    @Test
    void refusedEvent_isDroppedAfterAWhileAndTheNextFollows() throws IOException {
        try (Receiver receiver = Receiver.start(400, 400, 400)) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            wire.pushImage("team/app", "poison", "layer");
            wire.pushImage("team/app", "next", "layer");

            assertThat(tags(await(receiver, 1))).containsExactly("next");
            assertThat(receiver.received()).hasSize(4);
        }
    }

    @Test
    void endpointThatIsDown_holdsUpNeitherPushesNorTheOther() throws IOException {
        EndpointSettings dead;
        try (Receiver gone = Receiver.start()) {
            dead = endpoint(gone, Ignored.NOTHING);
        }
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(dead, endpoint(receiver, Ignored.NOTHING)));

            wire.pushImage("team/app", "1", "layer");

            assertThat(tags(await(receiver, 1))).containsExactly("1");
        }
    }

    @Test
    void ignoredMediaTypes_areNotTold() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, new Ignored(Set.of(Wire.OCI_INDEX), Set.of()))));
            wire.putManifest("team/app", "index", Wire.OCI_INDEX, Wire.bytes(
                    "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}".formatted(Wire.OCI_INDEX))).is(201);
            wire.pushImage("team/app", "image", "layer");

            assertThat(tags(await(receiver, 1))).containsExactly("image");
        }
    }

    @Test
    void stop_sendsWhatIsQueued() throws IOException {
        try (Receiver receiver = Receiver.start(500, 500)) {
            restart(true, List.of(endpoint(receiver, Ignored.NOTHING)));
            for (int i = 0; i < 10; i++) {
                wire.pushImage("team/app", "t" + i, "layer");
            }

            server.close();

            assertThat(receiver.taken()).hasSize(10);
            start();
        }
    }

    @Test
    void settings_printNoSecret() {
        EndpointSettings endpoint = new EndpointSettings("hook",
                URI.create("http://user:planted-password@host:1/hook?key=planted-key"),
                Map.of("Authorization", List.of("planted-secret")), QUICK, Ignored.NOTHING);

        assertThat(endpoint.toString()).contains("hook", "host:1", "Authorization").doesNotContain("planted");
        assertThatThrownBy(() -> new EndpointSettings("hook", URI.create("http://host/"), Map.of("Authorization",
                List.of("planted\nsecret")), QUICK, Ignored.NOTHING)).hasMessageContaining("header Authorization")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("planted"));
        assertThatThrownBy(() -> new EndpointSettings("hook", URI.create("http://host/"), Map.of("Content-Length",
                List.of("1")), QUICK, Ignored.NOTHING)).hasMessageContaining("Content-Length");
        for (String url : List.of("ftp://host/", "/hook", "http:///hook")) {
            assertThatThrownBy(() -> new EndpointSettings("hook", URI.create(url))).hasMessageContaining("hook");
        }
    }

    private static EndpointSettings endpoint(Receiver receiver, Ignored ignored) {
        return new EndpointSettings("hook", receiver.url(), Map.of("Authorization", List.of("Bearer planted-secret")),
                QUICK, ignored);
    }

    private static List<Received> await(Receiver receiver, int count) {
        Awaitility.await().until(() -> receiver.taken().size() >= count);
        assertThat(receiver.taken()).hasSize(count);
        return receiver.taken();
    }

    private static List<String> tags(List<Received> received) {
        return received.stream().map(one -> one.event().at("/target/tag").asText()).toList();
    }
}
