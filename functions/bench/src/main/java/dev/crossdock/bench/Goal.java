package dev.crossdock.bench;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the figure of one trial is to stay below, and the figure.
 *
 * @param words   what is compared with what: {@code wall / fastest peer}
 * @param atMost  the goal
 * @param measure the figure, of all that was measured; empty where the peer is not there, or failed
 */
record Goal(String words, String atMost, Measure measure) {
    /** Takes the figure out of the results by tool. */
    interface Measure {
        OptionalDouble of(Map<String, Series> found);
    }

    /** Resident memory, in every trial. */
    static final Goal RESIDENT = new Goal("resident MB", "160",
            found -> median(found, Copier.CROSSDOCK).map(it -> OptionalDouble.of((double) it.residentMegabytes()))
                    .orElseGet(OptionalDouble::empty));

    /** Wall time, of the fastest of the others. */
    static Goal ofFastest(String atMost) {
        return new Goal("wall / fastest peer", atMost, found -> ratio(wall(found, Copier.CROSSDOCK),
                found.entrySet().stream().filter(each -> !each.getKey().equals(Copier.CROSSDOCK))
                        .flatMap(each -> each.getValue().median().stream()).mapToDouble(Timed::wallSeconds).min()));
    }

    /** Wall time, of one tool's. */
    static Goal wallOf(String tool, String atMost) {
        return new Goal("wall / " + tool, atMost, found -> ratio(wall(found, Copier.CROSSDOCK), wall(found, tool)));
    }

    /** CPU time, of one tool's. */
    static Goal cpuOf(String tool, String atMost) {
        return new Goal("CPU / " + tool, atMost, found -> ratio(cpu(found, Copier.CROSSDOCK), cpu(found, tool)));
    }

    /** Seconds. */
    static Goal seconds(String atMost) {
        return new Goal("wall s", atMost, found -> wall(found, Copier.CROSSDOCK));
    }

    /** Bytes that the source sent, of those that the image has. */
    static Goal fetched(String atMost) {
        return new Goal("bytes fetched", atMost,
                found -> Optional.ofNullable(found.get(Copier.CROSSDOCK)).map(Series::fetched)
                        .orElseGet(OptionalDouble::empty));
    }

    private static OptionalDouble wall(Map<String, Series> found, String tool) {
        return median(found, tool).map(it -> OptionalDouble.of(it.wallSeconds())).orElseGet(OptionalDouble::empty);
    }

    private static OptionalDouble cpu(Map<String, Series> found, String tool) {
        return median(found, tool).map(it -> OptionalDouble.of(it.cpuSeconds())).orElseGet(OptionalDouble::empty);
    }

    private static Optional<Timed> median(Map<String, Series> found, String tool) {
        return Optional.ofNullable(found.get(tool)).flatMap(Series::median);
    }

    private static OptionalDouble ratio(OptionalDouble ours, OptionalDouble theirs) {
        return ours.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }

    /** {@code wall / fastest peer: 0.97 (goal 1.0: met)}. */
    String line(Map<String, Series> found) {
        OptionalDouble figure = measure.of(found);
        if (figure.isEmpty()) {
            return "%s: no figure (goal %s)".formatted(words, atMost);
        }
        String verdict = figure.getAsDouble() <= Double.parseDouble(atMost) ? "met" : "MISSED";
        return "%s: %s (goal %s: %s)".formatted(words, Table.number(figure.getAsDouble()), atMost, verdict);
    }
}
