package dev.crossdock.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.settings.SettingsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of a configuration that changes, cannot be read, or cannot be used. */
final class KeptTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final List<String> made = new ArrayList<>();
    private final List<Instant> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Instant begun = now;
    private String tag = "1";
    private @Nullable RuntimeException unread;
    private @Nullable RuntimeException unusable;
    private final WatchedObject object = new WatchedObject("s3://bucket/key", known -> {
        failIf(unread);
        return known.equals(Optional.of(tag))
                ? Optional.empty()
                : Optional.of(new WatchedObject.Version(tag, "text of " + tag));
    }, () -> now);
    private final Kept<String> kept = new Kept<>(object, this::make, Passing.class::isInstance,
            (at, _) -> told.add(at), () -> now);

    /** What is over after a while. */
    private static final class Passing extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void failIf(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    private String make(WatchedObject.Version version, Optional<String> before) {
        made.add(version.tag() + before.map(it -> " after " + it).orElse(""));
        failIf(unusable);
        return version.text() + " #" + made.size();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void madeOnce_andAgainWhenItChanged_orAfterAWhile() {
        assertThat(kept.now()).isEqualTo("text of 1 #1");
        pass(WatchedObject.LOOK_AGAIN_AFTER);
        assertThat(kept.now()).as("unchanged").isEqualTo("text of 1 #1");
        tag = "2";
        pass(WatchedObject.LOOK_AGAIN_AFTER);
        assertThat(kept.now()).isEqualTo("text of 2 #2");
        pass(Kept.MADE_AGAIN_AFTER.minus(MOMENT));
        assertThat(kept.now()).isEqualTo("text of 2 #2");
        pass(MOMENT);
        assertThat(kept.now()).isEqualTo("text of 2 #3");
        assertThat(made).containsExactly("1", "2", "2 after text of 2 #2");
        assertThat(told).isEmpty();
    }

    @Test
    void unreadForAWhile_isUsedAsItWas_andSaid() {
        kept.now();
        unread = new Passing();
        pass(WatchedObject.LOOK_AGAIN_AFTER);
        assertThat(kept.now()).isEqualTo("text of 1 #1");
        pass(Kept.UNREAD_KEPT.minus(MOMENT));
        assertThat(kept.now()).as("nobody is asked for each message").isEqualTo("text of 1 #1");
        assertThat(told).containsExactly(begun);
        unread = null;
        tag = "2";
        pass(MOMENT);
        assertThat(kept.now()).isEqualTo("text of 2 #2");
    }

    @Test
    void secretsUnreadForAWhile_areUsedAsTheyWere_butNotForAnotherVersion() {
        kept.now();
        Passing away = new Passing();
        unusable = away;
        pass(Kept.MADE_AGAIN_AFTER);
        assertThat(kept.now()).isEqualTo("text of 1 #1");
        tag = "2";
        pass(WatchedObject.LOOK_AGAIN_AFTER);
        assertThatThrownBy(kept::now).isSameAs(away);
        assertThat(made).containsExactly("1", "1 after text of 1 #1", "2");
    }

    @Test
    void whatDoesNotPass_isHeeded() {
        kept.now();
        IllegalStateException denied = new IllegalStateException("denied");
        unread = denied;
        pass(WatchedObject.LOOK_AGAIN_AFTER);
        assertThatThrownBy(kept::now).isSameAs(denied);
        assertThat(told).isEmpty();
    }

    private static SettingsException unusable() {
        try {
            CrossdockSettings.parse("crossdock.yaml", "registries: 7", Map.of(), Secret.Store.NONE);
        } catch (SettingsException e) {
            return e;
        }
        throw new AssertionError("a number is no registry");
    }

    @Test
    void failure_isKeptToo_forSoLongAsItsKindIs() {
        Passing first = new Passing();
        unread = first;
        assertThatThrownBy(kept::now).isSameAs(first);
        unread = null;
        SettingsException second = unusable();
        unusable = second;
        pass(Kept.UNREAD_KEPT.minus(MOMENT));
        assertThatThrownBy(kept::now).isSameAs(first);
        pass(MOMENT);
        assertThatThrownBy(kept::now).isSameAs(second);
        pass(Kept.UNUSABLE_KEPT.minus(MOMENT));
        assertThatThrownBy(kept::now).isSameAs(second);
        assertThat(made).containsExactly("1");
        unusable = null;
        pass(MOMENT);
        assertThat(kept.now()).isEqualTo("text of 1 #2");
    }
}
