package dev.crossdock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one tool did in one trial, round by round. */
final class Series {
    private final List<Timed> times = new ArrayList<>();
    private final List<Double> fetched = new ArrayList<>();
    private long requests;
    private int failures;

    void add(Timed timed, long requestsOfTheRound) {
        times.add(timed);
        requests = requestsOfTheRound;
    }

    /** The source's bytes, of those of the image. */
    void addFetched(double ratio) {
        fetched.add(ratio);
    }

    /** A tool that failed in every round so far need not be asked again. */
    void failed() {
        failures++;
    }

    boolean isHopeless() {
        return failures > 0 && times.isEmpty();
    }

    Optional<Timed> median() {
        return Timed.median(times);
    }

    OptionalDouble fetched() {
        return fetched.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Timed.middle(fetched));
    }

    long requests() {
        return requests;
    }
}
