package dev.crossdock.aws.config;

import dev.crossdock.settings.SettingsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is made of the configuration, kept from message to message: made again when the configuration has changed, and after
 * a while for the secrets in it. Where AWS does not say, what it said last goes on being used; why nothing could be made is
 * kept, too, for to find that out again for each message costs a call for each secret. Safe for several threads.
 */
public final class Kept<T> {
    /** A secret that was changed is read again after so long at the latest. */
    public static final Duration MADE_AGAIN_AFTER = Duration.ofMinutes(15);
    /** For how long a configuration that cannot be used is not tried again. */
    public static final Duration UNUSABLE_KEPT = Duration.ofSeconds(30);
    /** The same where AWS had no answer. */
    public static final Duration UNREAD_KEPT = Duration.ofSeconds(5);

    /** Makes it of a version; of the same version as before, what that was made into is there. */
    public interface Making<T> {
        /** Makes it. */
        T make(WatchedObject.Version version, Optional<T> before);
    }

    private final WatchedObject object;
    private final Making<T> making;
    private final Predicate<RuntimeException> passing;
    private final BiConsumer<Instant, RuntimeException> kept;
    private final InstantSource clock;
    private @Nullable Made<T> made;
    private @Nullable Unusable unusable;

    /** Of which version, when, and until when nobody asks whether there is another one. */
    private record Made<T>(String version, Instant at, Instant trustedUntil, T value) {}

    private record Unusable(Instant until, RuntimeException why) {}

    /**
     * Makes nothing yet.
     *
     * @param passing whether the same may succeed later, though nobody mends anything
     * @param kept    hears of when what is used on was made, and of why it is
     */
    public Kept(WatchedObject object, Making<T> making, Predicate<RuntimeException> passing,
            BiConsumer<Instant, RuntimeException> kept, InstantSource clock) {
        this.object = object;
        this.making = making;
        this.passing = passing;
        this.kept = kept;
        this.clock = clock;
    }

    /** What is made of the configuration as it is now, give or take a minute. Throws what reading and making throw. */
    public synchronized T now() {
        Instant now = clock.instant();
        Unusable last = unusable;
        if (last != null && now.isBefore(last.until)) {
            throw last.why;
        }
        try {
            T value = current(now);
            unusable = null;
            return value;
        } catch (RuntimeException e) {
            unusable = new Unusable(now.plus(e instanceof SettingsException ? UNUSABLE_KEPT : UNREAD_KEPT), e);
            throw e;
        }
    }

    private T current(Instant now) {
        Made<T> known = made;
        if (known != null && now.isBefore(known.trustedUntil)) {
            return known.value;
        }
        boolean changed = false;
        try {
            WatchedObject.Version version = object.now();
            changed = known != null && !version.tag().equals(known.version);
            if (known != null && !changed && now.isBefore(known.at.plus(MADE_AGAIN_AFTER))) {
                return known.value;
            }
            T value = making.make(version,
                    known == null || changed ? Optional.empty() : Optional.of(known.value));
            made = new Made<>(version.tag(), now, Instant.MIN, value);
            return value;
        } catch (RuntimeException e) {
            if (known == null || changed || !passing.test(e)) {
                throw e;
            }
            // AWS says nothing new for now: what it said last is as good as it was a minute ago.
            made = new Made<>(known.version, known.at, now.plus(UNREAD_KEPT), known.value);
            kept.accept(known.at, e);
            return known.value;
        }
    }
}
