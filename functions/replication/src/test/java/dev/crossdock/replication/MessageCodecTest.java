package dev.crossdock.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Platform;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and runs as JSON; {@code events/messages} has one file for each kind, which later versions must read. */
final class MessageCodecTest {
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Digest DIGEST = Digest
            .parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static final RunKey KEY = new RunKey("0123456789abcdef0123456789abcdef",
            "6f1c2a52-9a39-4a6c-8f0e-0d7d0a1b2c3d");
    private static final Message.Trail TRAIL = new Message.Trail(Optional.of("ticket-7"), 3);

    private static final Extent EXTENT = new Extent(ReferrerFilter.of(List.of("application/spdx+json")),
            new PlatformFilter(PlatformFilter.Mode.REWRITE, List.of(Platform.parse("linux/arm64/v8"))), true);

    /** A message and the file that has it. */
    record Golden(String file, Message message) {}

    static Stream<Golden> golden() {
        Descriptor layer = new Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", DIGEST, 5_000_000_000L);
        Descriptor decorated = new Descriptor("a/b", DIGEST, 0, List.of("https://layers.example/1"),
                Optional.of(Platform.parse("linux/arm64/v8")), Map.of("key", "value"));
        return Stream.of(
                new Golden("request-of-a-rule.json",
                        new Message.Request(World.FROM, Optional.empty(),
                                Optional.of(new Message.Hint(DIGEST, TIME)), Message.Trail.UNASKED)),
                new Golden("request-of-a-person.json",
                        new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(), TRAIL)),
                new Golden("request-of-some-platforms.json",
                        new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                                new Message.Trail(Optional.of("ticket-7"), 3, Optional.of(EXTENT)), true)),
                new Golden("request-by-digest.json",
                        new Message.Request(new Endpoint("hub", new Repository("team/app"), DIGEST),
                                Optional.of(World.TO), Optional.empty(), TRAIL)),
                new Golden("copy.json", new Message.Copy(KEY, World.ROUTE,
                        List.of(new Message.Wanted(layer, Optional.empty()),
                                new Message.Wanted(decorated, Optional.of(new Repository("mirror/sibling")))),
                        TIME, 2, TRAIL)),
                new Golden("copy-carried-on.json", new Message.Copy(KEY, World.ROUTE,
                        List.of(new Message.Wanted(layer, Optional.empty())), TIME, 0,
                        new Message.Trail(Optional.of("ticket-7"), 3, Optional.empty(),
                                Optional.of(new Message.Relay(11, 1, 4_500_000_000L))))),
                new Golden("publish.json", new Message.Publish(KEY, World.ROUTE, 1, Message.Trail.UNASKED)));
    }

    private static String text(String file) throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("crossdock.root")));
        return Files.readString(root.resolve("events/messages").resolve(file)).strip();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void message_comesBackAsItWas(Golden golden) {
        assertThat(MessageCodec.decode(MessageCodec.encode(golden.message()))).isEqualTo(golden.message());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void file_isWhatIsWritten(Golden golden) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        assertThat(json.readTree(MessageCodec.encode(golden.message()))).isEqualTo(json.readTree(text(golden.file())));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void file_isReadAsTheMessage(Golden golden) throws IOException {
        assertThat(MessageCodec.decode(text(golden.file()))).isEqualTo(golden.message());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void unknownFields_areIgnored(Golden golden) {
        String json = MessageCodec.encode(golden.message());
        String newer = json.replace("\"trail\":{", "\"priority\":[1,{\"a\":null}],\"trail\":{\"since\":\"v9\",");
        assertThat(newer).isNotEqualTo(json);
        assertThat(MessageCodec.decode(newer)).isEqualTo(golden.message());
    }

    @Test
    void countThatAnEarlierVersionDidNotWrite_isZero() {
        String json = MessageCodec.encode(new Message.Publish(KEY, World.ROUTE, 0, TRAIL)).replace("\"recopies\":0,",
                "");
        assertThat(json).doesNotContain("recopies");
        assertThat(MessageCodec.decode(json)).isEqualTo(new Message.Publish(KEY, World.ROUTE, 0, TRAIL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "\"text\"", "{", "{}", "{\"kind\":\"delete\"}",
            "{\"kind\":\"publish\"}", "{\"kind\":\"request\"}", "{\"kind\":\"copy\"}",
            "{\"kind\":\"publish\",\"run\":null,\"recopies\":0,\"trail\":{\"ticket\":null,\"hops\":0}}",
            "{\"kind\":\"publish\",\"run\":{\"job\":\"j\"},\"recopies\":0,\"trail\":{\"hops\":0}}",
            "{\"kind\":\"publish\",\"run\":{\"job\":\"j\",\"run\":\"r\"},\"recopies\":\"many\",\"trail\":{\"hops\":0}}",
            "{\"kind\":\"request\",\"source\":{\"registry\":\"a\",\"repository\":\"NO\",\"reference\":\"v1\"},"
                    + "\"trail\":{\"hops\":0}}",
            "{\"kind\":\"request\",\"source\":{\"registry\":\"a\",\"repository\":\"b\",\"reference\":\"md5:00\"},"
                    + "\"trail\":{\"hops\":0}}"})
    void garbage_isNoMessage(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> MessageCodec.decode(json)).withMessageStartingWith("no ");
    }

    private static Run run() {
        Images.Picture index = Images.index(List.of(Images.image("one", 1), Images.image("two", 2)));
        List<RawManifest> manifests = Stream.concat(index.children().stream(), Stream.of(index.root())).toList();
        return new Run(KEY, World.ROUTE, Content.of(manifests), List.of(index.blob(0), index.blob(1)), TIME);
    }

    @Test
    void run_comesBackWithItsManifestsByteForByte() {
        Run back = MessageCodec.decodeRun(MessageCodec.encodeRun(run()));
        assertThat(back).isEqualTo(run());
        assertThat(back.root().bytes()).isEqualTo(run().root().bytes());
        assertThat(back.sourceDigest()).isEqualTo(run().sourceDigest());
    }

    @Test
    void manifestOfOddBytes_comesBackByteForByte() {
        RawManifest odd = RawManifest.of("a/b", Images.bytes("odd", 777), dev.crossdock.image.DigestAlgorithm.SHA512);
        Run run = new Run(KEY, World.ROUTE, Content.of(List.of(odd)), List.of(), TIME);
        assertThat(MessageCodec.decodeRun(MessageCodec.encodeRun(run)).root()).isEqualTo(odd);
    }

    @Test
    void runWithWhatBelongsToItsImage_comesBackAsItWas() {
        Images.Picture image = Images.image("one", 1);
        Images.Picture signature = Images.referrer("signature", "a/b", image.root());
        Content content = new Content(List.of(image.root()),
                List.of(new Content.Attachment(signature.root(), Optional.empty(), Optional.of(image.digest())),
                        new Content.Attachment(image.root(), Optional.of(new Tag("sha256-0.sig")), Optional.empty())),
                DIGEST, true, Set.of(DIGEST));
        Run run = new Run(KEY, World.ROUTE, content, List.of(signature.blob(0)), TIME);
        assertThat(MessageCodec.decodeRun(MessageCodec.encodeRun(run))).isEqualTo(run);
    }

    @Test
    void runOfTheFirstVersion_isAnImageAlone() throws IOException {
        Run run = MessageCodec.decodeRun(text("run-of-version-1.json"));
        assertThat(run.key()).isEqualTo(KEY);
        assertThat(run.content()).isEqualTo(Content.of(List.of(run.root())));
        assertThat(run.sourceDigest()).isEqualTo(run.root().digest());
        assertThat(run.openedAt()).isEqualTo(TIME);
        assertThat(MessageCodec.decodeRun(MessageCodec.encodeRun(run))).isEqualTo(run);
    }

    @Test
    void runWhoseBytesWereDamaged_isNotRead() {
        String json = MessageCodec.encodeRun(run());
        int bytes = json.indexOf("\"bytes\":\"") + 12;
        String damaged = json.substring(0, bytes) + (json.charAt(bytes) == 'A' ? 'B' : 'A') + json.substring(bytes + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> MessageCodec.decodeRun(damaged))
                .withMessageContaining("kept bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "{\"manifests\":[{\"mediaType\":\"a/b\"}]}"})
    void garbage_isNoRun(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> MessageCodec.decodeRun(json))
                .withMessageStartingWith("no run");
    }
}
