package dev.crossdock.registry.notifications.delivery;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.notifications.outbox.Entry;
import dev.crossdock.registry.notifications.outbox.Outbox;
import dev.crossdock.registry.notifications.outbox.OutboxEvent;
import dev.crossdock.registry.notifications.outbox.UnreadableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Dns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings its destination what it has not taken yet. Each repository has a line; some workers take the line that is due
 * next, send its first event, and put it back. An event that fails keeps only its own line waiting.
 */
final class Courier implements AutoCloseable {
    /** How many POSTs to one destination are under way at a time. */
    static final int WIDTH = 8;
    /** The longest wait between two tries that the destination did not ask for itself. */
    static final Duration MAXIMUM_BACKOFF = Duration.ofMinutes(1);
    /** An event that is refused (4xx) this often, or {@code threshold} times if that is less, is a dead letter. */
    static final int MAXIMUM_REFUSALS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration INTERRUPTION = Duration.ofMillis(500);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final int MAXIMUM_DOUBLINGS = 16;

    private final Destination destination;
    private final Outbox outbox;
    private final Poster poster;
    private final Clock clock;
    private final DelayQueue<Line> due = new DelayQueue<>();
    private final Map<Repository, Line> lines = new HashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Instant pausedUntil = Instant.EPOCH;
    private volatile boolean isDisabled;

    Courier(Destination destination, Outbox outbox, Dns names, Clock clock) {
        this.destination = destination;
        this.outbox = outbox;
        this.clock = clock;
        this.poster = new Poster(destination, names, clock);
    }

    void start() {
        for (int i = 0; i < WIDTH; i++) {
            workers.add(Thread.ofVirtual().name("notify-" + destination.name() + "-" + i).start(this::work));
        }
    }

    synchronized void add(Entry entry) {
        Line line = lines.get(entry.change().repository());
        if (line != null) {
            line.entries().add(entry);
            return;
        }
        Line fresh = new Line(entry.change().repository());
        fresh.entries().add(entry);
        lines.put(fresh.repository(), fresh);
        due.add(fresh);
    }

    private void work() {
        try {
            while (!isDisabled) {
                Line line = due.take();
                Duration pause = Duration.between(clock.instant(), pausedUntil);
                if (isDisabled || pause.isPositive()) {
                    again(line, pause);
                } else {
                    send(line);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("notify {}: stopped", destination.name());
        }
    }

    /** The storage's failures, too, keep the event, and for no longer: else one record would keep all behind it. */
    private void send(Line line) throws InterruptedException {
        Entry first = first(line);
        try {
            Optional<OutboxEvent> event = outbox.isWaiting(first, destination.name())
                    ? outbox.event(first)
                    : Optional.empty();
            if (event.isPresent()) {
                attempts.increment();
                int attempt = line.attempt();
                conclude(line, first, poster.post(first.id(), event.get().body(), attempt));
            } else {
                drop(line, first);
            }
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while the storage was asked");
            }
            if (e instanceof UnreadableException && isOld(first)) {
                LOG.error("notify {}: event {} of {} is lost: {}", destination, first.id(),
                        first.change().repository(), e.getMessage());
                outbox.done(first, destination.name());
                advance(line);
            } else {
                LOG.error("notify {}: event {} waits: {}", destination, first.id(), e.toString(), e);
                again(line, backoff(line.attempt()));
            }
        }
    }

    private boolean isOld(Entry entry) {
        return entry.queued().plus(destination.patience().maximumAge()).isBefore(clock.instant());
    }

    /** It made room for others meanwhile, or what it said is gone from the storage. */
    private void drop(Line line, Entry entry) {
        if (outbox.isWaiting(entry, destination.name())) {
            LOG.error("notify {}: event {} of {} is lost: its record is gone from the storage, unless another replica "
                    + "has taken it over", destination,
                    entry.id(), entry.change().repository());
            outbox.done(entry, destination.name());
        }
        advance(line);
    }

    private void conclude(Line line, Entry entry, Outcome outcome) {
        failures.add(outcome instanceof Outcome.Taken ? 0 : 1);
        switch (outcome) {
            case Outcome.Taken taken -> {
                outbox.done(entry, destination.name());
                advance(line);
            }
            case Outcome.Gone gone -> disable(line);
            case Outcome.Refused(int status) -> repeatOrDie(line, entry, new Setback("HTTP " + status,
                    line.attempts() >= Math.min(MAXIMUM_REFUSALS, destination.patience().threshold()),
                    Optional.empty()));
            case Outcome.Failed(String reason, Optional<Duration> retryAfter) -> repeatOrDie(line, entry,
                    new Setback(reason, isOld(entry), retryAfter));
        }
    }

    /** What was said instead of 2xx; whether that was the last try, and when to come back where the endpoint said so. */
    private record Setback(String reason, boolean isLast, Optional<Duration> retryAfter) {}

    private void repeatOrDie(Line line, Entry entry, Setback setback) {
        String reason = setback.reason;
        if (setback.isLast) {
            outbox.die(entry, destination.name(), line.attempts(), reason);
            LOG.error("notify {}: event {} ({} {}) is a dead letter after {} attempts: got {}, wanted 2xx. Mend the "
                    + "endpoint, then redeliver it", destination, entry.id(), entry.change().repository(),
                    entry.change().reference(), line.attempts(), reason);
            advance(line);
            return;
        }
        if (Integer.bitCount(line.attempts()) == 1) { // the 1st, 2nd, 4th, 8th …: a log is no place for the rest
            LOG.warn("notify {}: event {} ({} {}): got {}, wanted 2xx (attempt {})", destination, entry.id(),
                    entry.change().repository(), entry.change().reference(), reason, line.attempts());
        }
        setback.retryAfter.ifPresent(wait -> pausedUntil = clock.instant().plus(wait));
        again(line, setback.retryAfter.orElseGet(() -> backoff(line.attempts())));
    }

    /** The configured wait, doubling once the threshold is passed, a quarter more or less so that many do not meet. */
    private Duration backoff(int attempt) {
        Destination.Patience patience = destination.patience();
        int doublings = Math.clamp((long) attempt - patience.threshold(), 0, MAXIMUM_DOUBLINGS);
        long wanted = patience.backoff().multipliedBy(1L << doublings).toMillis();
        long capped = Math.min(wanted, Math.max(MAXIMUM_BACKOFF.toMillis(), patience.backoff().toMillis()));
        return Duration.ofMillis((long) (capped * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private void disable(Line line) {
        if (!isDisabled) {
            isDisabled = true;
            LOG.error("notify {}: got HTTP 410: the endpoint wants no more events, and gets none until the registry is "
                    + "started again. What waits for it is kept; remove it from config.yml to forget that too",
                    destination);
        }
        again(line, Duration.ZERO);
    }

    private synchronized Entry first(Line line) {
        return line.entries().element();
    }

    private synchronized void advance(Line line) {
        line.advance();
        if (line.entries().isEmpty()) {
            lines.remove(line.repository());
        } else {
            due.add(line);
        }
    }

    private void again(Line line, Duration wait) {
        line.dueIn(wait);
        due.add(line);
    }

    synchronized boolean isIdle() {
        return lines.isEmpty();
    }

    boolean isPaused() {
        return pausedUntil.isAfter(clock.instant());
    }

    boolean isDisabled() {
        return isDisabled;
    }

    long attempts() {
        return attempts.sum();
    }

    long failures() {
        return failures.sum();
    }

    /** How many events wait for this destination. */
    synchronized int depth() {
        return lines.values().stream().mapToInt(line -> line.entries().size()).sum();
    }

    /** Waits until everything is taken, but no longer than the deadline, and not where nothing will be tried before. */
    void flush(Instant deadline) throws InterruptedException {
        while (!isIdle() && !isDisabled && clock.instant().isBefore(deadline) && !isHopeless(deadline)) {
            Thread.sleep(GLANCE);
        }
    }

    private boolean isHopeless(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        Line next = due.stream().min(Line::compareTo).orElse(null);
        boolean isLate = next != null && next.getDelay(TimeUnit.NANOSECONDS) > left.toNanos();
        return pausedUntil.isAfter(deadline) || (isLate && due.size() >= lineCount());
    }

    private synchronized int lineCount() {
        return lines.size();
    }

    /** Stops where it stands; what is under way is sent once more by the next process. */
    @Override
    public void close() {
        workers.forEach(Thread::interrupt);
        try {
            for (Thread worker : workers) {
                worker.join(INTERRUPTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        poster.close();
    }
}
