package dev.crossdock.aws.config;

import dev.crossdock.event.WebhookSignature;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.steps.ReceiveStep;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What webhooks need of one version of the configuration: who may send them, and its rules. Anybody may knock, so a token is
 * fetched when somebody claims to have it, and no other secret ever is.
 */
public final class Intake {
    /** For so long a token that could not be had is not asked for again. */
    public static final Duration FAILURE_KEPT = Duration.ofSeconds(30);

    private final CrossdockSettings settings;
    private final InstantSource clock;
    private final ReceiveStep step;
    /** The tokens that were fetched. */
    private final Map<String, Secret> held;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    private record Failure(RuntimeException why, Instant until) {}

    /** Fetches nothing. */
    public Intake(CrossdockSettings settings, InstantSource clock) {
        this(settings, clock, Map.of());
    }

    private Intake(CrossdockSettings settings, InstantSource clock, Map<String, Secret> held) {
        this.held = new ConcurrentHashMap<>(held);
        this.settings = settings;
        this.clock = clock;
        this.step = new ReceiveStep(settings.rules(), clock);
    }

    /** The same configuration, whose tokens may have changed; where AWS does not say, they have not. */
    public Intake renewed(CrossdockSettings same) {
        return new Intake(same, clock, held);
    }

    /** Whether the registry is one that may send notifications. */
    public boolean expects(String registry) {
        return token(registry).isPresent();
    }

    private Optional<Secret> token(String registry) {
        return Optional.ofNullable(settings.registries().get(registry)).flatMap(RegistrySettings::webhookToken);
    }

    /**
     * Whether this is the registry's token. Throws {@link dev.crossdock.settings.SettingsException}, or what the store of
     * secrets throws, where the token cannot be had.
     */
    public boolean admits(String registry, String claim) {
        Optional<Secret> token = token(registry);
        return token.isPresent() && fetched(registry, token.get()).matches(claim);
    }

    /** The same of who signs with it, and shows it not. */
    public boolean isSigned(String registry, Map<String, List<String>> headers, byte[] body) {
        Optional<Secret> token = token(registry);
        return token.isPresent() && WebhookSignature.fits(headers, body, fetched(registry, token.get()).value(),
                clock.instant());
    }

    private Secret fetched(String registry, Secret token) {
        Failure known = failures.get(registry);
        if (known == null || !clock.instant().isBefore(known.until)) {
            try {
                token.value();
                held.put(registry, token);
                return token;
            } catch (RuntimeException e) {
                known = new Failure(e, clock.instant().plus(FAILURE_KEPT));
                failures.put(registry, known);
            }
        }
        Secret before = held.get(registry);
        if (before == null || !(known.why instanceof Unavailable)) {
            throw known.why;
        }
        return before; // nobody said that it is another one now
    }

    /** The requests that a notification of the registry leads to; throws as {@link ReceiveStep} does. */
    public List<Queue.Outgoing> receive(String registry, Map<String, List<String>> headers, byte[] body) {
        return step.receive(registry, headers, body);
    }
}
