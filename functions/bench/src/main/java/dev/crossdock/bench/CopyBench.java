package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One image between two docker-registry processes, the target empty each time, the tools in turn. */
final class CopyBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 5);
    private static final long MB = 1_000_000;

    /** The trials, with the goals: how much of skopeo's time and CPU is allowed; empty where there is no goal. */
    private enum Trial {
        SIX("280 MB in 6 layers", new LayeredImage("bench/six", 6, 280 * MB / 6), "0.7", "1.3"), ONE("2 GB in 1 layer",
                new LayeredImage("bench/one", 1, 2_000 * MB), "0.7", "0.6"), SIXTY("60 layers of 100 kB",
                        new LayeredImage("bench/sixty", 60, MB / 10), "1.0", ""), SIX_TLS("280 MB in 6 layers, TLS",
                                SIX.image, "1.0", ""), ONE_TLS("2 GB in 1 layer, TLS", ONE.image, "1.0", "");

        private final String title;
        @SuppressWarnings("ImmutableEnumChecker") // a record of a string and two numbers
        private final LayeredImage image;
        private final String wallGoal;
        private final String cpuGoal;

        Trial(String title, LayeredImage image, String wallGoal, String cpuGoal) {
            this.title = title;
            this.image = image;
            this.wallGoal = wallGoal;
            this.cpuGoal = cpuGoal;
        }

        boolean isTls() {
            return name().endsWith("_TLS");
        }

        static Trial named(String word) {
            return Arrays.stream(values())
                    .filter(it -> it.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_'))).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "trial \"%s\": wanted six, one, sixty, six-tls or one-tls".formatted(word)));
        }
    }

    /** What a tool did in one trial. */
    private static final class Series {
        private final List<Timed> times = new ArrayList<>();
        private long requests;
    }

    private final Place place;
    /** Of the last copy: its registry is gone by now. */
    private long targetRequests;

    CopyBench(Place place) {
        this.place = place;
    }

    /** Runs the named trials, or all. */
    void run(List<String> words) throws IOException, InterruptedException {
        List<Trial> trials = words.isEmpty() ? List.of(Trial.values()) : words.stream().map(Trial::named).toList();
        Path scratch = place.fresh("copy");
        Certificate certificate = Certificate.make(scratch);
        try (ForeignRegistry source = ForeignRegistry.start(place.images(), Optional.empty())) {
            for (Trial trial : trials) {
                trial.image.ensure(source.port(), scratch);
            }
        }
        Table.title("Copy: medians of %d, start-up included, ratios to skopeo".formatted(ROUNDS));
        Table.head("trial", "tool", "wall", "goal", "CPU", "goal", "wall s", "CPU s", "requests");
        for (Trial trial : trials) {
            Optional<Certificate> tls = Optional.of(certificate).filter(_ -> trial.isTls());
            try (ForeignRegistry source = ForeignRegistry.start(place.images(), tls)) {
                report(trial, measure(trial, source, tls));
            }
        }
        Place.delete(scratch);
    }

    private Map<Copier, Series> measure(Trial trial, ForeignRegistry source, Optional<Certificate> tls)
            throws IOException, InterruptedException {
        Map<Copier, Series> found = new LinkedHashMap<>();
        Copier.all(place).forEach(copier -> found.put(copier, new Series()));
        for (int round = 1; round <= ROUNDS; round++) {
            for (Map.Entry<Copier, Series> each : found.entrySet()) {
                Series series = each.getValue();
                long before = source.requests();
                Timed timed = copy(each.getKey(), trial, source, tls);
                series.requests = source.requests() - before + targetRequests;
                series.times.add(timed);
                Table.progress("%s, round %d: %s %s s, CPU %s s, load %s".formatted(trial.title, round,
                        each.getKey().name(), Table.number(timed.wallSeconds()), Table.number(timed.cpuSeconds()),
                        Table.load()));
            }
        }
        return found;
    }

    private Timed copy(Copier copier, Trial trial, ForeignRegistry source, Optional<Certificate> tls)
            throws IOException, InterruptedException {
        Path folder = place.fresh("copy-target");
        String name = "/" + trial.image.repository() + ":" + LayeredImage.TAG;
        try (ForeignRegistry target = ForeignRegistry.start(folder, tls)) {
            Copier.Trip trip = new Copier.Trip(source.address() + name, target.address() + name, tls);
            Timed timed = Timed.run(folder, copier.line().of(trip), trip.environment());
            targetRequests = target.requests();
            String link = "docker/registry/v2/repositories/%s/_manifests/tags/%s/current/link"
                    .formatted(trial.image.repository(), LayeredImage.TAG);
            String wanted = Files.readString(place.images().resolve("data").resolve(link));
            String got = Files.readString(folder.resolve("data").resolve(link));
            if (!got.equals(wanted)) {
                throw new IOException("%s: the target's tag names %s, wanted %s".formatted(copier.name(), got, wanted));
            }
            return timed;
        } finally {
            Place.delete(folder);
        }
    }

    private static void report(Trial trial, Map<Copier, Series> found) {
        Timed skopeo = found.entrySet().stream().filter(each -> each.getKey().name().equals(Copier.SKOPEO))
                .flatMap(each -> Timed.median(each.getValue().times).stream()).findFirst().orElseThrow();
        found.forEach((copier, series) -> {
            Timed median = Timed.median(series.times).orElseThrow();
            boolean ours = copier.name().equals(Copier.CROSSDOCK);
            Table.row(trial.title, copier.name(), Table.ratio(median.wallSeconds() / skopeo.wallSeconds()),
                    ours ? goal(trial.wallGoal) : "", Table.ratio(median.cpuSeconds() / skopeo.cpuSeconds()),
                    ours ? goal(trial.cpuGoal) : "", Table.number(median.wallSeconds()),
                    Table.number(median.cpuSeconds()), Long.toString(series.requests));
        });
    }

    private static String goal(String atMost) {
        return atMost.isEmpty() ? "–" : "≤ " + atMost + "×";
    }
}
