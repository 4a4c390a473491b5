package dev.crossdock.serve;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.limits.HostLoad;
import dev.crossdock.image.Descriptor;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Step;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens, for Prometheus, and logs a line for each end. */
final class Metrics implements Observer, BlobProgress {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter bytes = Counter.builder("crossdock.blob.bytes")
            .description("Bytes of blobs handed to targets").register(meters);

    private final Observer next;

    /** Tells another one of everything, too. */
    Metrics(Observer next) {
        this.next = next;
    }

    /** Shows the depth of the queue's steps. */
    void watch(Queue queue) {
        for (Step step : Step.values()) {
            Gauge.builder("crossdock.queue.depth", queue, it -> it.depth(step)).tag("step", lower(step))
                    .description("Messages that wait or are worked on").register(meters);
        }
        Gauge.builder("crossdock.dead.letters", queue, it -> it.deadLetters(1_000).size())
                .description("Messages given up, 1000 at most").register(meters);
    }

    /** Shows how it stands with a registry's host. */
    void watch(String registry, RegistryClient client) {
        Gauge.builder("crossdock.host.requests", client, it -> it.load().inFlight()).tag("registry", registry)
                .description("Requests in flight").register(meters);
        Gauge.builder("crossdock.host.places", client, it -> it.load().places()).tag("registry", registry)
                .description("Requests that may be in flight, as far as the host's answers have taught")
                .register(meters);
        FunctionCounter.builder("crossdock.host.throttled", client, it -> it.load().throttled())
                .tag("registry", registry).description("Answers that asked for a pause").register(meters);
        Gauge.builder("crossdock.host.pulls.left", client, it -> pullsLeft(it.load())).tag("registry", registry)
                .description("Manifests that the host's quota still allows, where it tells of one").register(meters);
    }

    private static double pullsLeft(HostLoad load) {
        return load.pullsLeft().isPresent() ? load.pullsLeft().getAsLong() : Double.NaN;
    }

    /** Counts the answer to a notification. */
    void notification(String registry, int status) {
        meters.counter("crossdock.notifications", "registry", registry, "status", String.valueOf(status)).increment();
    }

    @Override
    public void handled(Message message, Duration took) {
        meters.timer("crossdock.step", "step", lower(message.step())).record(took);
        next.handled(message, took);
    }

    @Override
    public void retried(Message message, Throwable failure, Duration after) {
        meters.counter("crossdock.step.retries", "step", lower(message.step()), "failure",
                failure.getClass().getSimpleName()).increment();
        next.retried(message, failure, after);
    }

    @Override
    public void delayed(Message message, Throwable reason, Duration until) {
        meters.counter("crossdock.step.waits", "step", lower(message.step())).increment();
        next.delayed(message, reason, until);
    }

    @Override
    public void buried(Message message, String reason) {
        meters.counter("crossdock.step.buried", "step", lower(message.step())).increment();
        next.buried(message, reason);
    }

    @Override
    public void ended(Route route, Outcome outcome) {
        meters.counter("crossdock.routes.ended", "outcome", lower(outcome)).increment();
        next.ended(route, outcome);
        switch (outcome) {
            case UNCHANGED -> LOG.debug("{}: unchanged", route);
            case PUBLISHED, SUPERSEDED, GONE -> LOG.info("{}: {}", route, lower(outcome));
        }
    }

    @Override
    public void moved(Descriptor blob, long count) {
        bytes.increment((double) count);
    }

    @Override
    public void resumed(Descriptor blob, long reached) {
        LOG.info("blob {}: resumed at byte {} of {}", blob.digest(), reached, blob.size());
    }

    @Override
    public void noted(Descriptor blob, String what) {
        LOG.info("blob {}: {}", blob.digest(), what);
    }

    @Override
    public void finished(Descriptor blob, BlobOutcome outcome) {
        String how = switch (outcome) {
            case BlobOutcome.Held() -> "held";
            case BlobOutcome.Mounted() -> "mounted";
            case BlobOutcome.Streamed _ -> "streamed";
        };
        meters.counter("crossdock.blobs", "outcome", how).increment();
    }

    /** The text format of Prometheus. */
    String scrape() {
        return meters.scrape();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
