package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.Receiver.Received;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.registry.notifications.EndpointSettings.Sending;
import dev.crossdock.registry.notifications.EndpointSettings.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Events that outlast a receiver that is away, and a registry that is. */
class DurableNotificationsTest extends RegistryContract {
    private static final Retry QUICK = new Retry(Duration.ofSeconds(10), 3, Duration.ofMillis(5));
    private static final Retry LAZY = new Retry(Duration.ofSeconds(10), 3, Duration.ofMinutes(10));

    @Test
    void noEndpoint_noWrite() throws IOException {
        wire.pushImage("team/app", "1", "layer");
        wire.delete("/v2/team/app/manifests/1").is(202);

        assertThat(content().resolve("_crossdock")).doesNotExist();
    }

    @Test
    void receiverThatIsDown_getsEverythingFromTheNextProcess() throws IOException {
        int port;
        EndpointSettings endpoint;
        try (Receiver gone = Receiver.start()) {
            port = gone.port();
            endpoint = endpoint(gone, LAZY, new Wanted(Ignored.NOTHING));
        }
        restart(true, List.of(endpoint));
        List<String> names = IntStream.range(0, 5).mapToObj(i -> "t" + i).toList();
        names.forEach(name -> wire.pushImage("team/app", name, "layer " + name));
        wire.delete("/v2/team/app/manifests/t3").is(202);
        restart(true, List.of(endpoint));
        wire.pushImage("team/app", "later", "layer");

        restart(true, List.of());
        try (Receiver receiver = Receiver.at(port)) {
            restart(true, List.of(endpoint));
            Awaitility.await().until(() -> receiver.taken().size() >= 7);

            assertThat(tags(receiver.taken())).containsExactly("t0", "t1", "t2", "t3", "t4", "t3", "later");
            assertThat(receiver.taken().get(5).event().path("action").asText()).isEqualTo("delete");
            restart(true, List.of(endpoint));
            wire.pushImage("team/app", "last", "layer");
            Awaitility.await().until(() -> receiver.taken().size() >= 8);
            assertThat(receiver.taken()).hasSize(8);
        }
        Awaitility.await().until(() -> events() == 0);
    }

    @Test
    void eventThatComes_findsItsTagReadable() throws IOException {
        List<String> late = new CopyOnWriteArrayList<>();
        try (Receiver receiver = Receiver.start().by(event -> looked(event, late))) {
            restart(true, List.of(endpoint(receiver, QUICK, new Wanted(Ignored.NOTHING))));
            List<Thread> pushers = IntStream.range(0, 4).mapToObj(i -> Thread.ofVirtual().start(() -> IntStream.range(0,
                    5).forEach(j -> wire.pushImage("team/app" + i, "t" + j, "layer " + i + j)))).toList();
            for (Thread pusher : pushers) {
                joined(pusher);
            }
            Awaitility.await().until(() -> receiver.taken().size() == 20);

            assertThat(late).isEmpty();
        }
    }

    private int looked(JsonNode event, List<String> late) {
        String path = "/v2/%s/manifests/%s".formatted(event.at("/target/repository").asText(), event.at("/target/tag")
                .asText());
        Wire.Answer answer = wire.head(path);
        if (!answer.header("Docker-Content-Digest").equals(event.at("/target/digest").asText())) {
            late.add(path + " " + answer.status());
        }
        return 200;
    }

    /** Several push one tag at the same time: whichever comes last, its event comes last too. */
    @Test
    void lastEventOfATag_tellsWhatTheTagSays() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, QUICK, new Wanted(Ignored.NOTHING))));
            List<byte[]> manifests = IntStream.range(0, 6).mapToObj(i -> wire.image("team/app", "layer " + i)).toList();
            List<Thread> pushers = manifests.stream().map(manifest -> Thread.ofVirtual().start(() -> IntStream.range(0,
                    5).forEach(i -> wire.putManifest("team/app", "latest", Wire.OCI_MANIFEST, manifest).is(201))))
                    .toList();
            for (Thread pusher : pushers) {
                joined(pusher);
            }
            Awaitility.await().until(() -> receiver.taken().size() == 30);

            assertThat(receiver.taken().getLast().event().at("/target/digest").asText()).isEqualTo(wire.head(
                    "/v2/team/app/manifests/latest").header("Docker-Content-Digest"));
        }
    }

    @Test
    void blobsAndPulls_areToldWhereTheyAreAskedFor() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, QUICK, new Wanted(Ignored.NOTHING, Wanted.ACTIONS, Set.of(
                    Kind.BLOB, Kind.IMAGE), List.of(), List.of()))));
            Digest blob = wire.pushBlob("team/app", Wire.bytes("layer"));
            wire.get("/v2/team/app/blobs/" + blob).is(200);
            wire.post("/v2/team/other/blobs/uploads/?mount=" + blob + "&from=team/app", new byte[0]).is(201);
            wire.post("/v2/team/other/blobs/uploads/?mount=" + Digest.sha256(Wire.bytes("none")) + "&from=team/app",
                    new byte[0]).is(202);
            wire.delete("/v2/team/app/blobs/" + blob).is(202);
            wire.delete("/v2/team/app/blobs/" + blob).is(404);
            wire.put(wire.begin("team/app") + "?digest=" + blob, Wire.bytes("other")).is(400);
            wire.pushImage("team/third", "1", "layer");
            wire.get("/v2/team/third/manifests/1").is(200);
            Awaitility.await().until(() -> receiver.taken().size() >= 8);

            assertThat(actions(receiver, "team/app")).containsExactly("push", "pull", "delete");
            assertThat(actions(receiver, "team/other")).containsExactly("mount");
            assertThat(actions(receiver, "team/third")).containsExactly("push", "push", "push", "pull");
            JsonNode mount = receiver.taken().stream().map(Received::event)
                    .filter(event -> event.path("action").asText()
                            .equals("mount"))
                    .findFirst().orElseThrow();
            assertThat(mount.at("/target/fromRepository").asText()).isEqualTo("team/app");
            assertThat(mount.at("/target/size").asInt()).isEqualTo(5);
        }
    }

    @Test
    void severalTags_areOneEventEach() throws IOException {
        try (Receiver receiver = Receiver.start()) {
            restart(true, List.of(endpoint(receiver, QUICK, new Wanted(Ignored.NOTHING))));
            byte[] manifest = wire.image("team/app", "layer");
            Digest digest = Digest.sha256(manifest);
            wire.put("/v2/team/app/manifests/" + digest + "?tag=a&tag=b", manifest, "Content-Type", Wire.OCI_MANIFEST)
                    .is(201);
            wire.delete("/v2/team/app/manifests/" + digest).is(202);
            Awaitility.await().until(() -> receiver.taken().size() >= 5);

            assertThat(tags(receiver.taken())).containsExactly("a", "b", "a", "b", "");
            assertThat(Files.exists(content().resolve("_crossdock/outbox/local/events"))).isTrue();
            Awaitility.await().until(() -> events() == 0);
        }
    }

    private static EndpointSettings endpoint(Receiver receiver, Retry retry, Wanted wanted) {
        return new EndpointSettings("hook", receiver.url(), Map.of(), retry, wanted, Sending.USUAL);
    }

    private static List<String> actions(Receiver receiver, String repository) {
        return receiver.taken().stream().map(Received::event).filter(event -> event.at("/target/repository").asText()
                .equals(repository)).map(event -> event.path("action").asText()).toList();
    }

    private static List<String> tags(List<Received> received) {
        return received.stream().map(one -> one.event().at("/target/tag").asText()).toList();
    }

    private long events() {
        Path events = content().resolve("_crossdock/outbox/local/events");
        try (Stream<Path> found = Files.list(events)) {
            return found.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
