package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real registries sent, in {@code events/}, against what stands written beside it. */
class GoldenEventsTest {
    private static final Path EVENTS = Path.of(Objects.requireNonNull(System.getProperty("crossdock.root")), "events");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The folder of the messages between the steps, which no registry sent: the room replication reads it. */
    private static final Path MESSAGES = EVENTS.resolve("messages");

    static List<Path> payloads() throws IOException {
        try (Stream<Path> files = Files.walk(EVENTS)) {
            return files.filter(file -> file.toString().endsWith(".json") && !file.endsWith("expected.json"))
                    .filter(file -> !file.startsWith(MESSAGES)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void payload_isReadAsExpected(Path payload) throws IOException {
        JsonNode expected = JSON.readTree(Files.readAllBytes(payload.resolveSibling("expected.json")))
                .path(payload.getFileName().toString());
        List<ImageEvent> wanted = new ArrayList<>();
        expected.forEach(event -> wanted.add(expected(event)));

        assertThat(EventReader.read(Map.of(), Files.readAllBytes(payload))).isNotEmpty().isEqualTo(wanted);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void payloadCutAnywhere_isMalformed_andNothingElse(Path payload) throws IOException {
        byte[] body = Files.readAllBytes(payload);
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThat(MalformedEventsTest.outcome(cut)).as("cut to %d bytes", length).isEqualTo("malformed");
        }
    }

    @Test
    void allSendersAreThere() throws IOException {
        assertThat(payloads()).hasSizeGreaterThanOrEqualTo(33);
    }

    /** The shape of what each expected file holds. */
    private static ImageEvent expected(JsonNode event) {
        return switch (event.path("event").asText()) {
            case "pushed" -> new ImageEvent.Pushed(new Repository(event.path("repository").asText()),
                    optional(event, "tag", Tag::new), Digest.parse(event.path("digest").asText()),
                    event.path("mediaType").asText(), optional(event, "at", Instant::parse));
            case "deleted" -> new ImageEvent.Deleted(new Repository(event.path("repository").asText()),
                    optional(event, "tag", Tag::new), optional(event, "digest", Digest::parse),
                    optional(event, "at", Instant::parse));
            case "unrelated" -> new ImageEvent.Unrelated(event.path("why").asText());
            default -> throw new AssertionError("expected.json: no such event: " + event);
        };
    }

    private static <T> Optional<T> optional(JsonNode event, String field, Function<String, T> reader) {
        return Optional.of(event.path(field).asText()).filter(text -> !text.isEmpty()).map(reader);
    }
}
