package dev.crossdock.registry.notifications.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.registry.Receiver;
import dev.crossdock.registry.Receiver.Received;
import dev.crossdock.registry.notifications.delivery.Destination.Manner;
import dev.crossdock.registry.notifications.delivery.Destination.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PosterTest {
    private static final String EVENT = "{\"id\":\"e-1\",\"timestamp\":\"2026-01-02T03:04:05.000000006Z\","
            + "\"action\":\"push\",\"target\":{\"repository\":\"team/app\",\"digest\":\"sha256:00\",\"tag\":\"1\"},"
            + "\"source\":{\"instanceID\":\"i-1\"},\"text\":\"käse\"}";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void body_isDistributionsEnvelope() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            UUID id = UUID.randomUUID();

            assertThat(post(receiver.url(), plain(), id, 3)).isInstanceOf(Outcome.Taken.class);

            Received one = receiver.received().getFirst();
            assertThat(one.text()).isEqualTo("{\"events\":[" + EVENT + "]}");
            assertThat(one.header("Content-Type")).isEqualTo("application/vnd.docker.distribution.events.v2+json");
            assertThat(one.header("X-Crossdock-Delivery")).isEqualTo(id.toString());
            assertThat(one.header("X-Crossdock-Attempt")).isEqualTo("3");
            assertThat(one.header("X-Crossdock-Timestamp")).isEqualTo(Long.toString(NOW.getEpochSecond()));
            assertThat(one.header("X-Crossdock-Signature-256")).isEmpty();
        }
    }

    @Test
    void cloudEvents_carryTheEventAsData() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            post(receiver.url(), new Manner(Format.CLOUDEVENTS, List.of(), false), UUID.randomUUID(), 1);

            Received one = receiver.received().getFirst();
            assertThat(one.header("Content-Type")).isEqualTo("application/cloudevents+json");
            JsonNode body = one.body();
            assertThat(body.path("specversion").asText()).isEqualTo("1.0");
            assertThat(body.path("id").asText()).isEqualTo("e-1");
            assertThat(body.path("type").asText()).isEqualTo("dev.crossdock.registry.push");
            assertThat(body.path("source").asText()).isEqualTo("/crossdock/i-1");
            assertThat(body.path("subject").asText()).isEqualTo("team/app:1");
            assertThat(body.path("time").asText()).isEqualTo("2026-01-02T03:04:05.000000006Z");
            assertThat(body.at("/data/target/digest").asText()).isEqualTo("sha256:00");
            assertThat(body.at("/data/text").asText()).isEqualTo("käse");
        }
    }

    @Test
    void signature_isOneThatAnybodyCanCompute() throws Exception {
        Path fresh = Files.writeString(folder.resolve("new"), "new secret\n");
        Path old = Files.writeString(folder.resolve("old"), "old secret");
        try (Receiver receiver = Receiver.start()) {
            post(receiver.url(), new Manner(Format.DISTRIBUTION, List.of(fresh, old), false), UUID.randomUUID(), 1);

            Received one = receiver.received().getFirst();
            assertThat(one.header("X-Crossdock-Signature-256")).isEqualTo("sha256=" + hmac("new secret", one)
                    + ",sha256=" + hmac("old secret", one));
        }
    }

    @Test
    void secretThatChanges_isReadAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "first");
        try (Receiver receiver = Receiver.start();
                Poster poster = poster(receiver.url(), new Manner(
                        Format.DISTRIBUTION, List.of(file), false), Dns.SYSTEM)) {
            poster.post(UUID.randomUUID(), EVENT, 1);
            Files.writeString(file, "other");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
            poster.post(UUID.randomUUID(), EVENT, 1);

            List<Received> all = receiver.received();
            assertThat(all.get(0).header("X-Crossdock-Signature-256")).isEqualTo("sha256=" + hmac("first", all.get(
                    0)));
            assertThat(all.get(1).header("X-Crossdock-Signature-256")).isEqualTo("sha256=" + hmac("other", all.get(
                    1)));
        }
    }

    @Test
    void secretThatCannotBeRead_sendsNothingUnsigned() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(Signer.MAXIMUM_SECRET_BYTES + 1));
        try (Receiver receiver = Receiver.start()) {
            for (Path file : List.of(folder.resolve("none"), empty, large)) {
                Outcome outcome = post(receiver.url(), new Manner(Format.DISTRIBUTION, List.of(file), false), UUID
                        .randomUUID(), 1);

                assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.reason())
                        .contains(file.toString()));
            }
            assertThat(receiver.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"200, Taken", "204, Taken", "301, Failed", "302, Failed", "307, Failed", "400, Refused", "401, Refused",
            "404, Refused", "408, Failed", "410, Gone", "425, Failed", "429, Failed", "500, Failed", "503, Failed"})
    void status_decides(int status, String kind) throws Exception {
        try (Receiver receiver = Receiver.start(status)) {
            assertThat(post(receiver.url(), plain(), UUID.randomUUID(), 1).getClass().getSimpleName()).isEqualTo(kind);
            assertThat(receiver.received()).hasSize(1); // no redirect was followed, and nothing was repeated
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|PT7S", "0|PT0S", "Fri, 02 Jan 2026 03:05:05 GMT|PT1M", "999999|PT1H",
            "Fri, 02 Jan 2026 03:00:00 GMT|", "soon|", "-1|"})
    void retryAfter_isUnderstood(String header, Duration wait) throws Exception {
        try (Receiver receiver = Receiver.start(503).retryAfter(header)) {
            assertThat(post(receiver.url(), plain(), UUID.randomUUID(), 1)).isEqualTo(new Outcome.Failed("HTTP 503",
                    Optional.ofNullable(wait)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "fe80::1", "fd00:ec2::254", "100.100.100.200"})
    void nameThatResolvesToMetadata_isNotConnectedTo(String address) throws Exception {
        try (Receiver receiver = Receiver.start();
                Poster poster = poster(URI.create("http://hooks.example:" + receiver
                        .port() + "/"), plain(), name -> List.of(InetAddress.getByName(address)))) {
            assertThat(poster.post(UUID.randomUUID(), EVENT, 1)).isInstanceOfSatisfying(Outcome.Failed.class,
                    failed -> assertThat(failed.reason()).contains("allowlinklocal"));
        }
    }

    /** A literal address asks no resolver at all. */
    @Test
    void literalMetadataAddress_isNotConnectedTo() throws Exception {
        for (String host : List.of("169.254.169.254", "[fe80::1]", "0xa9fea9fe", "2852039166")) {
            Outcome outcome = post(URI.create("http://" + host + "/latest/meta-data"), plain(), UUID.randomUUID(), 1);
            assertThat(outcome).as(host).isInstanceOf(Outcome.Failed.class);
        }
    }

    /** The name says one thing when it is looked at and another when it is connected to: only the latter counts. */
    @Test
    void nameThatChangesItsMind_isNotConnectedTo() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            int[] asked = {0};
            Dns rebinding = name -> {
                asked[0]++;
                return List.of(asked[0] == 1
                        ? InetAddress.getLoopbackAddress()
                        : InetAddress.getByName(
                                "169.254.169.254"));
            };
            URI url = URI.create("http://hooks.example:" + receiver.port() + "/");
            try (Poster first = poster(url, plain(), rebinding); Poster second = poster(url, plain(), rebinding)) {
                assertThat(first.post(UUID.randomUUID(), EVENT, 1)).isInstanceOf(Outcome.Taken.class);
                assertThat(second.post(UUID.randomUUID(), EVENT, 1)).isInstanceOf(Outcome.Failed.class);
            }
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void headersAndCredentials_areSent() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            URI url = URI.create(receiver.url().toString().replace("http://", "http://user:pass@"));
            post(url, plain(), UUID.randomUUID(), 1);
            Destination both = new Destination("hook", url, Map.of("Authorization", List.of("Bearer token"),
                    "X-Many", List.of("a", "b"), "content-type", List.of("text/plain")), patience(), plain());
            try (Poster poster = new Poster(both, Dns.SYSTEM, CLOCK)) {
                poster.post(UUID.randomUUID(), EVENT, 1);
            }

            assertThat(receiver.received().get(0).header("Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
            assertThat(receiver.received().get(1).header("Authorization")).isEqualTo("Bearer token");
            assertThat(receiver.received().get(1).header("X-Many")).isEqualTo("a and b");
            assertThat(receiver.received().get(1).header("Content-Type")).contains("events.v2+json");
        }
    }

    private static Manner plain() {
        return new Manner(Format.DISTRIBUTION, List.of(), false);
    }

    private static Patience patience() {
        return new Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(5), Duration.ofDays(1));
    }

    private static Poster poster(URI url, Manner manner, Dns names) {
        return new Poster(new Destination("hook", url, Map.of(), patience(), manner), names, CLOCK);
    }

    private static Outcome post(URI url, Manner manner, UUID id, int attempt) throws InterruptedException {
        try (Poster poster = poster(url, manner, Dns.SYSTEM)) {
            return poster.post(id, EVENT, attempt);
        }
    }

    private static String hmac(String secret, Received one) throws GeneralSecurityException, IOException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = one.header("X-Crossdock-Timestamp") + "." + one.text();
        return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
