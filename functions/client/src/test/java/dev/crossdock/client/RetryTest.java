package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.http.Pauses;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
    private static final String TAGS = Wire.V2 + "/tags/list\\?n=1000";
    private static final Answer ONE_TAG = Answer.status(200).body("{\"name\":\"app\",\"tags\":[\"1\"]}");

    @AutoClose
    private final Wire wire = new Wire();

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void ask_busyOnce_isRepeated(int status) {
        wire.registry.on("GET", TAGS, Answer.status(status)).on("GET", TAGS, ONE_TAG);
        assertThat(wire.source().tags()).containsExactly(new Tag("1"));
        assertThat(wire.pauses).hasSize(1).allMatch(pause -> pause.compareTo(Duration.ofMillis(500)) <= 0);
    }

    @Test
    void ask_retryAfterInSeconds_isHonoured() {
        wire.registry.on("GET", TAGS, Answer.status(429).header("Retry-After", "7")).on("GET", TAGS, ONE_TAG);
        wire.source().tags();
        assertThat(wire.pauses).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void ask_retryAfterAsDate_isHonoured() {
        wire.registry.on("GET", TAGS, Answer.status(503).header("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT")).on(
                "GET",
                TAGS, ONE_TAG);
        wire.source().tags();
        assertThat(wire.pauses).containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void ask_retryAfterThatIsNonsense_isPausedByOurselves() {
        wire.registry.on("GET", TAGS, Answer.status(503).header("Retry-After", "soon")).on("GET", TAGS, ONE_TAG);
        wire.source().tags();
        assertThat(wire.pauses).hasSize(1);
    }

    @Test
    void ask_retryAfterBeyondOurPatience_isUpToTheCaller() {
        wire.registry.on("GET", TAGS, Answer.error(429, "TOOMANYREQUESTS", "pull limit").header("Retry-After", "3600"));
        assertThatThrownBy(() -> wire.source().tags())
                .isInstanceOfSatisfying(Unavailable.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofHours(1)))
                .hasMessageContaining("got 429 TOOMANYREQUESTS \"pull limit\", retry after 3600 s");
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void ask_alwaysBusy_givesUpAndCounts() {
        for (int i = 0; i < Retries.MAXIMUM_ATTEMPTS; i++) {
            wire.registry.on("GET", TAGS, Answer.status(503));
        }
        RegistryClient client = wire.client(Credentials.anonymous());
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Unavailable.class)
                .hasMessageEndingWith("got 503, wanted 200 (attempt 5 of 5)");
        assertThat(client.requests()).isEqualTo(5);
        assertThat(wire.pauses).isSorted();
    }

    @Test
    void ask_refused_isNotRepeated() {
        wire.registry.on("GET", TAGS, Answer.error(403, "DENIED", "no"));
        assertThatThrownBy(() -> wire.source().tags()).isInstanceOf(Refused.class);
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void ask_nobodyListens_isToldAfterFewAttempts() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RegistryClient client = new RegistryClient(wire.engine,
                RegistryOptions.at(URI.create("http://127.0.0.1:" + port)));
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Unavailable.class)
                .hasMessageContaining("no connection to 127.0.0.1:" + port)
                .hasMessageEndingWith("(attempt 3 of 3)");
    }

    @Test
    void ask_hostThatDoesNotExist_isNamed() {
        RegistryClient client = new RegistryClient(wire.engine, RegistryOptions.ofHost("registry.invalid"));
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Unavailable.class)
                .hasMessageContaining("no address for the host registry.invalid");
    }

    /** For whom there is so much time, and who must not pause. */
    private static HttpEngine hurried(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return new HttpEngine(Limits.STANDARD, new Pauses() {
            @Override
            public void pause(Duration length) {
                throw new AssertionError("paused for " + length);
            }

            @Override
            public Duration left() {
                return Duration.ofNanos(end - System.nanoTime());
            }
        }, InstantSource.system());
    }

    @Test
    void ask_retryAfterBeyondTheTimeLeft_isUpToTheCaller() {
        wire.registry.on("GET", TAGS, Answer.status(503).header("Retry-After", "20"));
        try (HttpEngine engine = hurried(Duration.ofSeconds(10))) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.at(wire.registry.uri()));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOfSatisfying(Unavailable.class,
                    it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(20)));
        }
    }

    @Test
    void ask_silentHost_isGivenUpWhenTheTimeLeftIsOver() {
        CountDownLatch never = new CountDownLatch(1);
        wire.registry.on("GET", TAGS, ONE_TAG.holding(never));
        long begun = System.nanoTime();
        try (HttpEngine engine = hurried(Duration.ofMillis(400))) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.at(wire.registry.uri()));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Unavailable.class);
        } finally {
            never.countDown();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Limits.STANDARD.answer().dividedBy(2));
    }

    @Test
    void ask_interrupted_stopsAndStaysInterrupted() {
        wire.registry.on("GET", TAGS, Answer.status(503));
        var engine = new dev.crossdock.client.http.HttpEngine(dev.crossdock.client.http.Limits.STANDARD, length -> {
            throw new InterruptedException();
        }, java.time.InstantSource.system());
        try (engine) {
            RegistryClient client = new RegistryClient(engine, RegistryOptions.at(wire.registry.uri()));
            assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Unavailable.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
