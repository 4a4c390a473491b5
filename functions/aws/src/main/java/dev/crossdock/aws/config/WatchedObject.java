package dev.crossdock.aws.config;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object that may change: read once, and looked at again when it was last seen a while ago. Safe for several threads. */
public final class WatchedObject {
    /** How old what is told may be. */
    public static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(60);

    /** What the object said, and what its bucket calls that (ETag). */
    public record Version(String tag, String text) {}

    /** Reads the object from its bucket. */
    @FunctionalInterface
    public interface Reading {
        /** The object as it is now; empty where it still has this tag. */
        Optional<Version> read(Optional<String> knownTag);
    }

    private final String name;
    private final Reading reading;
    private final InstantSource clock;
    private Instant seenAt = Instant.MIN;
    private @Nullable Version seen;

    /** Reads nothing yet; the name is for messages. */
    public WatchedObject(String name, Reading reading, InstantSource clock) {
        this.name = name;
        this.reading = reading;
        this.clock = clock;
    }

    /** What it says, as of {@link #LOOK_AGAIN_AFTER} ago at most. Throws what the reading throws. */
    public synchronized Version now() {
        Instant time = clock.instant();
        Version known = seen;
        if (known != null && time.isBefore(seenAt.plus(LOOK_AGAIN_AFTER))) {
            return known;
        }
        Optional<Version> changed = reading.read(Optional.ofNullable(known).map(Version::tag));
        Version now = changed.orElse(known);
        if (now == null) {
            throw new IllegalStateException(name + ": said to be unchanged before it was read");
        }
        seen = now;
        seenAt = time;
        return now;
    }

    @Override
    public String toString() {
        return name;
    }
}
