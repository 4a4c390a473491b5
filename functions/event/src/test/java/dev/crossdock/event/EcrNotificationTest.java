package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What EventBridge brings from Amazon's registry. */
class EcrNotificationTest {
    private static String push() throws IOException {
        return Files.readString(
                Path.of(Objects.requireNonNull(System.getProperty("crossdock.root")), "events", "ecr", "push.json"));
    }

    private static EcrNotification read(String text) {
        return EcrNotification.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void push_tellsAccountAndRegion_andTheSameEventAsTheOtherDoor() throws IOException {
        EcrNotification read = read(push());
        assertThat(read.account()).isEqualTo("123456789012");
        assertThat(read.region()).isEqualTo("us-west-2");
        assertThat(read.event()).isInstanceOfSatisfying(ImageEvent.Pushed.class, pushed -> {
            assertThat(pushed.repository()).isEqualTo(new Repository("team/app"));
            assertThat(pushed.tag()).isEqualTo(Optional.of(new Tag("latest")));
        });
        assertThat(EventReader.read(Map.of(), push().getBytes(StandardCharsets.UTF_8)))
                .containsExactly(read.event());
    }

    @ParameterizedTest
    @CsvSource({"123456789012, evil.example, event.account", "us-west-2, us-west-2.evil.example, event.region",
            "us-west-2, '', event.region is missing", "sha256:7f5b, sha256:xyz, event.detail.image-digest",
            "team/app, UPPER, event.detail.repository-name", "PUSH, '', event.detail.action-type is missing",
            "aws.ecr, my.app, aws.ecr", "2026-11-16T01:54:34Z, yesterday, event.time"})
    void anythingElse_isMalformed_andSaysWhere(String what, String by, String told) throws IOException {
        String text = push().replace(what, by);
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedEventException.class).hasMessageContaining(told);
    }

    @Test
    void largeBody_isRefusedUnread() {
        assertThatThrownBy(() -> EcrNotification.read(new byte[EventReader.MAXIMUM_BODY_BYTES + 1]))
                .isInstanceOf(MalformedEventException.class).hasMessageContaining("wanted at most");
    }

    @Test
    void otherNotification_isNone() {
        assertThatThrownBy(() -> read("{\"events\": []}")).isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("as EventBridge sends it");
    }
}
