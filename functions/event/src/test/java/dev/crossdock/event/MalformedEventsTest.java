package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedEventsTest {
    private static final String DIGEST = "sha256:" + "1".repeat(64);
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "42", "\"events\"", "{}", "{\"events\":null}", "{\"events\":{}}",
            "{\"events\":[1]}", "{\"events\":[[]]}", "{\"events\":[{}]}", "{\"events\":[null]}", "<xml/>",
            "{\"events\":[]} x",
            "{\"events\":[],\"events\":[]}", "{\"events\":[{\"action\":7}]}", "{\"events\":[{\"action\":\"push\"}]}",
            "{\"events\":[{\"action\":\"push\",\"target\":[]}]}",
            "{\"events\":[{\"action\":\"delete\",\"target\":{}}]}"})
    void notAnEnvelope_isMalformed(String body) {
        assertThat(outcome(body.getBytes(StandardCharsets.UTF_8))).isEqualTo("malformed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"repository\":7 | events[0].target.repository: wanted text",
            "\"repository\":\"../etc\" | events[0].target.repository: repository \"../etc\"",
            "\"repository\":null | events[0].target.repository is missing",
            "\"repository\":\"a\",\"digest\":\"sha256:00\" | events[0].target.digest: digest sha256:00",
            "\"repository\":\"a\",\"digest\":\"\" | events[0].target.digest is missing",
            "\"repository\":\"a\",\"digest\":{} | events[0].target.digest: wanted text",
            "\"repository\":\"a\",\"tag\":\"-x\" | events[0].target.tag: tag \"-x\""})
    void fieldOfTheWrongKind_isNamed(String fields, String expected) {
        String body = "{\"events\":[{\"action\":\"push\",\"target\":{\"mediaType\":\"%s\",%s}}]}".formatted(MANIFEST,
                fields);
        assertThatThrownBy(() -> read(body)).isInstanceOf(MalformedEventException.class).hasMessageContaining(expected);
    }

    @Test
    void badTimestamp_isNamed() {
        assertThatThrownBy(() -> read(push("\"timestamp\":\"yesterday\",", "")))
                .isInstanceOf(MalformedEventException.class).hasMessageContaining("events[0].timestamp");
    }

    @Test
    void secondEvent_isNamedByItsPlace() {
        String pull = "{\"action\":\"pull\"}";
        assertThatThrownBy(() -> read("{\"events\":[" + pull + ",{}]}")).isInstanceOf(MalformedEventException.class)
                .hasMessage("event body: events[1].action is missing");
    }

    @Test
    void anotherSendersBody_isToldWithItsContentType() {
        assertThatThrownBy(() -> EventReader.read(Map.of("content-type", List.of("application/cloudevents+json")),
                "{\"specversion\":\"1.0\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("(application/cloudevents+json): wanted an object with a list \"events\"");
    }

    @Test
    void syntaxError_tellsLineAndColumn_butNotTheBody() {
        assertThatThrownBy(() -> read("{\"events\":\n [secret-stuff]}")).isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("line 2, column").hasMessageNotContaining("\n");
    }

    @Test
    void unknownFields_areIgnored() {
        assertThat(read(push("\"extra\":[{\"a\":1}],", ",\"size\":0,\"annotations\":{\"a\":\"b\"}")))
                .containsExactly(new ImageEvent.Pushed(new Repository("team/app"), Optional.empty(),
                        Digest.parse(DIGEST), MANIFEST, Optional.empty()));
    }

    @Test
    void timestampWithAnOffset_isAnInstant() {
        assertThat(read(push("\"timestamp\":\"2026-01-01T02:00:00.5+02:00\",", ""))).singleElement()
                .isInstanceOfSatisfying(ImageEvent.Pushed.class,
                        pushed -> assertThat(pushed.at()).contains(Instant.parse("2026-01-01T00:00:00.5Z")));
    }

    @Test
    void pushWithoutMediaType_isUnrelated() {
        assertThat(read("{\"events\":[{\"action\":\"push\",\"target\":{\"mediaType\":\"\",\"repository\":\"a\"}}]}"))
                .containsExactly(new ImageEvent.Unrelated("push of no media type"));
    }

    @Test
    void emptyEnvelope_hasNoEvents() {
        assertThat(read("{\"events\":[]}")).isEmpty();
    }

    @Test
    void repositoryDelete_hasNeitherTagNorDigest() {
        assertThat(read("{\"events\":[{\"action\":\"delete\",\"target\":{\"repository\":\"a\"}}]}")).containsExactly(
                new ImageEvent.Deleted(new Repository("a"), Optional.empty(), Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void foreignTextInAMessage_isCappedAndOnOneLine() {
        assertThat(read("{\"events\":[{\"action\":\"a\\nb%s\"}]}".formatted("x".repeat(500)))).singleElement()
                .isInstanceOfSatisfying(ImageEvent.Unrelated.class,
                        event -> assertThat(event.why()).hasSizeLessThan(200).startsWith("action a?b")
                                .doesNotContain("\n"));
    }

    @Test
    void bounds() {
        assertThatThrownBy(() -> EventReader.read(Map.of(), new byte[EventReader.MAXIMUM_BODY_BYTES + 1]))
                .isInstanceOf(MalformedEventException.class).hasMessageContaining("wanted at most 1048576");
        String pull = "{\"action\":\"pull\"}";
        assertThat(read(events(pull, EventReader.MAXIMUM_EVENTS))).hasSize(EventReader.MAXIMUM_EVENTS);
        assertThatThrownBy(() -> read(events(pull, EventReader.MAXIMUM_EVENTS + 1)))
                .isInstanceOf(MalformedEventException.class).hasMessageContaining("wanted at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"events\":[", "[[],"})
    void hugeNesting_orManyTokens_areMalformed(String unit) {
        String body = unit.repeat((EventReader.MAXIMUM_BODY_BYTES - 1) / unit.length());
        assertThat(outcome(body.getBytes(StandardCharsets.UTF_8))).isEqualTo("malformed");
    }

    @Test
    void hugeNumbersAndTexts_areNoTrouble() {
        String digits = "9".repeat(900_000);
        assertThat(outcome(push("\"n\":%s,".formatted(digits), "").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("malformed");
        assertThat(outcome(push("\"n\":1e999999999,", "").getBytes(StandardCharsets.UTF_8))).isEqualTo("read");
        assertThat(outcome(push("\"n\":\"%s\",".formatted(digits), "").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("read");
    }

    @Test
    void anyBytesChanged_areReadOrMalformed_andNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] sound = push("\"timestamp\":\"2026-01-01T00:00:00Z\",", ",\"tag\":\"1\"")
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = sound.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThat(outcome(body)).as("seed %d, round %d", seed, round).isIn("read", "malformed");
        }
    }

    /** Any exception but the named one leaves this test. */
    static String outcome(byte[] body) {
        try {
            EventReader.read(Map.of(), body);
            return "read";
        } catch (MalformedEventException e) {
            assertThat(e.getMessage()).startsWith("event body").doesNotContain("\n").hasSizeLessThan(400);
            return "malformed";
        }
    }

    private static String events(String event, int count) {
        return "{\"events\":[" + String.join(",", Collections.nCopies(count, event)) + "]}";
    }

    private static String push(String inEvent, String inTarget) {
        return "{\"events\":[{%s\"action\":\"push\",\"target\":{\"mediaType\":\"%s\",\"repository\":\"team/app\",\"digest\":\"%s\"%s}}]}"
                .formatted(inEvent, MANIFEST, DIGEST, inTarget);
    }

    private static List<ImageEvent> read(String body) {
        return EventReader.read(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
