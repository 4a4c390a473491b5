package dev.crossdock.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A configuration that changes under its reader. */
final class WatchedObjectTest {
    private final List<Optional<String>> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Optional<WatchedObject.Version> next = Optional.of(new WatchedObject.Version("1", "one"));
    private final WatchedObject object = new WatchedObject("s3://bucket/key", known -> {
        asked.add(known);
        return next;
    }, () -> now);

    @Test
    void readOnce_andLookedAtAgainAfterAMinute() {
        assertThat(object.now().text()).isEqualTo("one");
        now = now.plus(WatchedObject.LOOK_AGAIN_AFTER).minusMillis(1);
        assertThat(object.now().text()).isEqualTo("one");
        assertThat(asked).containsExactly(Optional.empty());

        now = now.plusMillis(1);
        next = Optional.empty();
        assertThat(object.now().text()).as("unchanged").isEqualTo("one");
        assertThat(asked).containsExactly(Optional.empty(), Optional.of("1"));

        now = now.plus(WatchedObject.LOOK_AGAIN_AFTER);
        next = Optional.of(new WatchedObject.Version("2", "two"));
        assertThat(object.now()).isEqualTo(new WatchedObject.Version("2", "two"));
    }

    @Test
    void unchangedBeforeItWasRead_isNoAnswer() {
        next = Optional.empty();
        assertThatThrownBy(object::now).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("s3://bucket/key");
    }
}
