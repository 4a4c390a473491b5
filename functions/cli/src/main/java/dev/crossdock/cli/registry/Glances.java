package dev.crossdock.cli.registry;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.http.Pauses;
import dev.crossdock.client.proxy.Proxies;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Questions that somebody asks who can do without an answer: connections, tokens and attempts share a short time. */
final class Glances implements AutoCloseable {
    /** The longest that one takes, but for how seldom the engine looks. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(3), LONGEST, LONGEST, LONGEST, 8);

    private final Within pauses = new Within();
    private final HttpEngine engine = new HttpEngine(LIMITS, pauses, InstantSource.system(),
            Proxies.of(System.getenv()));

    /** What is left of the calling thread's time. */
    private static final class Within implements Pauses {
        private final ThreadLocal<Long> end = ThreadLocal.withInitial(System::nanoTime);

        @Override
        public void pause(Duration length) throws InterruptedException {
            Thread.sleep(length);
        }

        @Override
        public Duration left() {
            return Duration.ofNanos(Math.max(0, end.get() - System.nanoTime()));
        }
    }

    HttpEngine engine() {
        return engine;
    }

    <T> T take(Supplier<T> question) {
        pauses.end.set(System.nanoTime() + LONGEST.toNanos());
        try {
            return question.get();
        } finally {
            pauses.end.remove();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
