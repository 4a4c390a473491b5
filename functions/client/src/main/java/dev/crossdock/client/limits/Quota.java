package dev.crossdock.client.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many manifests a host lets us read, as it tells with each answer: Docker Hub's {@code ratelimit-limit: 100;w=21600}
 * and {@code ratelimit-remaining: 76;w=21600} (docs.docker.com, "Pull usage and limits"). HEAD costs none. The same
 * headers without {@code w} (GitLab's) count every request of a minute, for which 429 with Retry-After is enough.
 */
final class Quota {
    static final String LIMIT = "ratelimit-limit";
    static final String REMAINING = "ratelimit-remaining";
    /** Below which the next look would come too soon to find anything new. */
    static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
    /** Of a small quota at most this part is kept in reserve. */
    private static final int SMALLEST_PART = 10;
    private static final Pattern FORM = Pattern.compile("\\s*([0-9]{1,9})\\s*;\\s*w=([0-9]{1,7})\\s*");
    private static final long NANOS = 1_000_000_000;

    private record Told(long limit, long remaining, long windowSeconds, long atNanos) {
        /** As if the window slid: what was spent comes back evenly. Where it does not, the next answer says so. */
        long left(long nanos) {
            double back = (double) Math.max(0, nanos - atNanos) / NANOS * limit / windowSeconds;
            return Math.min(limit, remaining + (long) back);
        }

        Duration untilThereAre(long more) {
            long estimate = Math.min(windowSeconds, more * windowSeconds / limit + 1);
            return Duration.ofSeconds(Math.max(SHORTEST_WAIT.toSeconds(), estimate));
        }
    }

    private Optional<Told> told = Optional.empty();
    private int underWay;

    /** Takes one, unless that would touch the reserve. Says what is in the way. */
    synchronized Optional<HostBusyException> take(String host, int reserve, long nanos) {
        if (told.isPresent()) {
            Told it = told.get();
            long kept = Math.min(reserve, it.limit / SMALLEST_PART);
            long left = it.left(nanos) - underWay;
            if (left <= kept) {
                Duration wait = it.untilThereAre(kept + 1 - left);
                return Optional.of(new HostBusyException(
                        "no request sent: %s has %d left of a quota of %d manifests in %d s, %d are kept; more in about %d s"
                                .formatted(host, Math.max(0, left), it.limit, it.windowSeconds, kept, wait.toSeconds()),
                        wait));
            }
        }
        underWay++;
        return Optional.empty();
    }

    /** What was taken was answered, or never will be. */
    synchronized void settle(boolean spent) {
        underWay--;
        if (spent) {
            told = told.map(it -> new Told(it.limit, Math.max(0, it.remaining - 1), it.windowSeconds, it.atNanos));
        }
    }

    /** What an answer said, if anything. */
    synchronized void heard(Optional<String> limit, Optional<String> remaining, long nanos) {
        Optional<Matcher> most = limit.map(FORM::matcher).filter(Matcher::matches);
        Optional<Matcher> left = remaining.map(FORM::matcher).filter(Matcher::matches);
        if (most.isPresent() && left.isPresent()) {
            long all = Long.parseLong(most.get().group(1));
            long seconds = Long.parseLong(most.get().group(2));
            told = all > 0 && seconds > 0
                    ? Optional.of(new Told(all, Long.parseLong(left.get().group(1)), seconds, nanos))
                    : Optional.empty();
        }
    }

    synchronized OptionalLong left(long nanos) {
        return told.isPresent() ? OptionalLong.of(told.get().left(nanos)) : OptionalLong.empty();
    }
}
