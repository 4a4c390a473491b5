package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.http.Pauses;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host asks of us, heard by all who talk to it. */
class HostLimitsTest {
    private static final Tag ONE = new Tag("1");
    private static final RawManifest MANIFEST = RawManifest.of("application/vnd.oci.image.manifest.v1+json",
            "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8));
    private static final String ONE_PATH = Wire.V2 + "/manifests/1";
    private static final SeededBlob BLOB = new SeededBlob("application/octet-stream", new byte[600_000]);
    private static final Descriptor DESCRIPTOR = Wire.descriptor(BLOB);
    private static final String BLOB_PATH = Wire.V2 + "/blobs/" + BLOB.digest();

    @AutoClose
    private final Wire wire = new Wire();

    /** A call, and how its request looks on the wire. */
    record Verb(String method, String path, Answer answer, Consumer<Target> call) {}

    /** Every verb that a registry may answer with "not now". */
    static List<Verb> verbs() {
        String uploads = Wire.V2 + "/blobs/uploads/";
        return List.of(new Verb("HEAD", ONE_PATH, Answer.status(404), it -> it.describe(ONE)),
                new Verb("PUT", ONE_PATH, Answer.status(201), it -> it.putManifest(ONE, MANIFEST)),
                new Verb("HEAD", BLOB_PATH, Answer.status(404), it -> it.holds(DESCRIPTOR)),
                new Verb("POST", uploads, Answer.status(202).header("Location", "/u"),
                        it -> it.beginUpload(DESCRIPTOR)),
                new Verb("POST", uploads + ".*mount=.*", Answer.status(201),
                        it -> it.mount(DESCRIPTOR, new Repository("other"))));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void retryAfter_onEveryVerb_isWaitedForAndTheRequestSentAgainWhole(Verb verb) {
        wire.registry.on(verb.method, verb.path, Answer.status(429).header("Retry-After", "11")).on(verb.method,
                verb.path, verb.answer);
        verb.call.accept(wire.target());
        assertThat(wire.pauses).containsExactly(Duration.ofSeconds(11));
        assertThat(wire.registry.received()).hasSize(2)
                .allSatisfy(it -> assertThat(it.body()).isEqualTo(wire.registry.received().getFirst().body()));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void retryAfter_beyondOurPatience_isTheCallersOnEveryVerb(Verb verb) {
        wire.registry.on(verb.method, verb.path,
                Answer.status(503).header("Retry-After", "Thu, 01 Jan 2026 00:10:00 GMT"));
        assertThatThrownBy(() -> verb.call.accept(wire.target())).isInstanceOfSatisfying(Unavailable.class,
                it -> assertThat(it.retryAfter()).contains(Duration.ofMinutes(10)));
        assertThat(wire.pauses).isEmpty();
        assertThatThrownBy(() -> wire.source().tags()).as("another client, another verb, no request")
                .isInstanceOfSatisfying(Unavailable.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofMinutes(10)))
                .hasMessageContaining("list tags at source " + wire.place() + ": got no request sent: ")
                .hasMessageContaining("asked for a pause, 600 s of it are left");
        assertThat(wire.registry.received()).hasSize(1);
    }

    @Test
    void tooMany_toABlobStream_pausesTheOthersToo() {
        wire.registry.on("POST", Wire.V2 + "/blobs/uploads/", Answer.status(202).header("Location", "/u"))
                .on("PUT", "/u\\?.*", Answer.status(429).header("Retry-After", "25"))
                .on("HEAD", ONE_PATH, Answer.status(404));
        var upload = wire.target().beginUpload(DESCRIPTOR);
        assertThatThrownBy(() -> upload.stream(out -> out.write(ByteBuffer.wrap(BLOB.bytes()))))
                .isInstanceOf(Unavailable.class);
        wire.client(Credentials.anonymous()).source(new Repository("app")).describe(ONE);
        assertThat(wire.pauses).containsExactly(Duration.ofSeconds(25));
    }

    @Test
    void quota_toldByHead_isKeptBeforeItIsSpent() {
        wire.engine.budgets().reservePulls(5);
        wire.registry.on("HEAD", ONE_PATH, Answer.status(404).header("ratelimit-limit", "100;w=21600")
                .header("ratelimit-remaining", "5;w=21600"));
        wire.source().describe(ONE);
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOfSatisfying(Unavailable.class,
                it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(217)))
                .hasMessageContaining("has 5 left of a quota of 100 manifests in 21600 s, 5 are kept");
        assertThat(wire.registry.received()).as("no pull was spent").hasSize(1);
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void quota_whereThereIsEnough_isSpentByManifestsAlone() throws IOException {
        Answer told = Answer.status(200).header("RateLimit-Limit", "100;w=21600").header("RateLimit-Remaining",
                "1;w=21600");
        wire.registry.on("GET", ONE_PATH, told.header("Content-Type", MANIFEST.mediaType()).body(MANIFEST.bytes()))
                .on("GET", BLOB_PATH, Answer.status(200).body(BLOB.bytes()));
        RegistryClient client = wire.client(Credentials.anonymous());
        client.source(Wire.APP).manifest(ONE);
        try (InputStream in = Channels.newInputStream(client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))) {
            assertThat(in.readAllBytes()).hasSize(600_000);
        }
        assertThat(client.load().pullsLeft()).isEqualTo(OptionalLong.of(1));
        assertThat(client.load().inFlight()).isZero();
    }

    @Test
    void bytesPerSecond_holdsBothWays() throws IOException {
        RegistryClient client = wire.client(Credentials.anonymous())
                .limit(new HostLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalLong.of(100_000)));
        wire.registry.on("GET", BLOB_PATH, Answer.status(200).body(BLOB.bytes()))
                .on("POST", Wire.V2 + "/blobs/uploads/", Answer.status(202).header("Location", "/u"))
                .on("PUT", "/u\\?.*", Answer.status(201));
        try (InputStream in = Channels.newInputStream(client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))) {
            assertThat(in.readAllBytes()).isEqualTo(BLOB.bytes());
        }
        assertThat(paused()).isBetween(Duration.ofMillis(5_700), Duration.ofMillis(5_800));
        client.target(Wire.APP).beginUpload(DESCRIPTOR).stream(out -> out.write(ByteBuffer.wrap(BLOB.bytes())));
        assertThat(paused()).isBetween(Duration.ofMillis(11_600), Duration.ofMillis(11_800));
        assertThat(wire.registry.received().getLast().body()).isEqualTo(BLOB.bytes());
    }

    @Test
    void bytesPerSecond_areNoStandstill() {
        Limits impatient = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(100),
                Duration.ofSeconds(5), 4);
        SeededBlob small = new SeededBlob("application/octet-stream", new byte[12 << 10]);
        wire.registry.on("POST", Wire.V2 + "/blobs/uploads/", Answer.status(202).header("Location", "/u"))
                .on("PUT", "/u\\?.*", Answer.status(201));
        try (HttpEngine engine = new HttpEngine(impatient, Pauses.SLEEPING, InstantSource.system())) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.at(wire.registry.uri()))
                    .limit(new HostLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalLong.of(16 << 10)));
            client.target(Wire.APP).beginUpload(Wire.descriptor(small))
                    .stream(out -> out.write(ByteBuffer.wrap(small.bytes())));
        }
        assertThat(wire.registry.received().getLast().body()).isEqualTo(small.bytes());
    }

    @Test
    void requestsPerSecond_holdForAllClientsOfTheHost() {
        HostLimits two = new HostLimits(OptionalInt.empty(), OptionalInt.of(2), OptionalLong.empty());
        RegistryClient one = wire.client(Credentials.anonymous()).limit(two);
        RegistryClient other = wire.client(Credentials.anonymous());
        for (int i = 0; i < 4; i++) {
            wire.registry.on("HEAD", ONE_PATH, Answer.status(404));
        }
        for (RegistryClient client : List.of(one, other, one, other)) {
            client.source(Wire.APP).describe(ONE);
        }
        assertThat(paused()).isEqualTo(Duration.ofMillis(1_500));
    }

    private Duration paused() {
        return wire.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void place_isFreeAgain_whateverBecameOfTheRequest() {
        RegistryClient client = wire.client(Credentials.anonymous());
        wire.registry.on("GET", BLOB_PATH, Answer.status(404))
                .on("GET", BLOB_PATH, Answer.status(200).body(BLOB.bytes()).cutAfter(100))
                .on("GET", BLOB_PATH, Answer.status(200).body(new byte[3]))
                .on("PUT", ONE_PATH, Answer.status(403));
        assertThatThrownBy(() -> client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))
                .hasMessageContaining("404");
        assertThatThrownBy(() -> {
            try (InputStream in = Channels
                    .newInputStream(client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))) {
                in.readAllBytes();
            }
        }).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))
                .hasMessageContaining("got 3 bytes");
        assertThatThrownBy(() -> client.target(Wire.APP).putManifest(ONE, MANIFEST)).hasMessageContaining("403");
        assertThat(client.load().inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void tooMuch_leavesFewerPlaces(int status) {
        RegistryClient client = wire.client(Credentials.anonymous());
        wire.registry.on("HEAD", ONE_PATH, Answer.status(status)).on("HEAD", ONE_PATH, Answer.status(404));
        client.source(Wire.APP).describe(ONE);
        assertThat(client.load().places()).as("1, and 1 more for the answer that followed").isEqualTo(2);
        assertThat(client.load().throttled()).isEqualTo(status == 429 ? 1 : 0);
    }
}
