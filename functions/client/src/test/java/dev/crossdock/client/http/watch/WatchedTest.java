package dev.crossdock.client.http.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchedTest {
    private static final int PATIENCE = 3;

    private final AtomicInteger cancelled = new AtomicInteger();
    private final Watched watched = new Watched(cancelled::incrementAndGet);

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watched.look();
        }
    }

    @Test
    void look_oneLongWait_cancels() {
        watched.begin(PATIENCE);
        look(PATIENCE);
        assertThat(watched.stoodStill()).isFalse();
        look(1);
        assertThat(watched.stoodStill()).isTrue();
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void look_manyShortWaits_neverCancels() {
        for (int i = 0; i < 10; i++) {
            watched.begin(PATIENCE);
            look(PATIENCE);
            watched.end();
        }
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void look_whileOurOwnSideIsSlow_neverCancels() {
        watched.begin(PATIENCE);
        watched.end();
        look(10 * PATIENCE);
        assertThat(watched.stoodStill()).isFalse();
    }

    @Test
    void look_beyondTheProcesssTime_cancels_andNotOneLookBefore() {
        Watched hurried = new Watched(cancelled::incrementAndGet).within(Duration.ofDays(1));
        look(PATIENCE);
        hurried.look();
        assertThat(hurried.stoodStill()).isFalse();
        hurried.within(Duration.ofNanos(-1)).look();
        assertThat(hurried.stoodStill()).isTrue();
        assertThat(hurried.explained(new IOException("closed"))).hasMessageContaining("too long in all");
    }

    @Test
    void look_bytesInDropsBeyondTheLifetime_cancelsAndSaysWhy() {
        Watched brief = new Watched(cancelled::incrementAndGet, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(brief.stoodStill()).isFalse();
            brief.begin(PATIENCE);
            brief.look();
            brief.end();
        }
        assertThat(cancelled).hasValue(1);
        assertThat(brief.explained(new IOException("closed"))).hasMessageContaining("too long in all");
    }

    @Test
    void looks_ofTheWatchdog_fillTheTime() {
        try (Watchdog standard = new Watchdog(Duration.ofSeconds(60), () -> {});
                Watchdog quick = new Watchdog(Duration.ZERO, () -> {})) {
            assertThat(standard.looks(Duration.ofMinutes(10))).isEqualTo(600);
            assertThat(quick.looks(Duration.ofMillis(100))).isEqualTo(10);
            assertThat(quick.looks(Duration.ZERO)).isEqualTo(1);
        }
    }
}
