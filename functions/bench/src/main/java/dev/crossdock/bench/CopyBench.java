package dev.crossdock.bench;

import dev.crossdock.testkit.SlowLink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Images between two docker-registry processes, the target empty each time, the tools in turn. */
final class CopyBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 5);

    private final Place place;

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
                trial.ensure(source.port(), scratch);
            }
        }
        Table.title("Copy: medians of %d, start-up included".formatted(ROUNDS));
        Table.head("trial", "tool", "wall s", "of skopeo's", "CPU s", "of skopeo's", "resident MB", "requests",
                "fetched");
        for (Trial trial : trials) {
            Optional<Certificate> tls = Optional.of(certificate).filter(_ -> trial.isTls());
            try (ForeignRegistry source = ForeignRegistry.start(place.images(), tls)) {
                report(trial, new Measuring(trial, source, tls).all());
            }
        }
        Place.delete(scratch);
    }

    /** One trial under way. */
    private final class Measuring {
        private final Trial trial;
        private final ForeignRegistry source;
        private final Optional<Certificate> tls;

        Measuring(Trial trial, ForeignRegistry source, Optional<Certificate> tls) {
            this.trial = trial;
            this.source = source;
            this.tls = tls;
        }

        Map<String, Series> all() throws IOException, InterruptedException {
            Map<String, Series> found = new LinkedHashMap<>();
            List<Copier> copiers = Copier.all(place).stream().filter(it -> !trial.isOfTags() || it.canSync()).toList();
            copiers.forEach(copier -> found.put(copier.name(), new Series()));
            for (int round = 1; round <= ROUNDS; round++) {
                for (Copier copier : copiers) {
                    Series series = found.getOrDefault(copier.name(), new Series());
                    if (!series.isHopeless()) {
                        Table.progress("%s, round %d: %s %s, load %s".formatted(trial.title(), round, copier.name(),
                                copied(copier, series), Table.load()));
                    }
                }
            }
            return found;
        }

        /** One copy, added to the series; says what it took. */
        private String copied(Copier copier, Series series) throws IOException, InterruptedException {
            Path folder = place.fresh("copy-target");
            Optional<SlowLink> link = trial.link(source.port());
            try (ForeignRegistry target = ForeignRegistry.start(folder, tls)) {
                String from = link.map(it -> "127.0.0.1:" + it.port()).orElse(source.address());
                Copier.Trip trip = new Copier.Trip(from, target.address(), trial.image().repository(), tls);
                List<String> line = trial.isOfTags() ? copier.sync(trip) : copier.copy(trip);
                if (trial.isUnchanged()) {
                    Timed _ = Timed.run(folder, line, trip.environment());
                }
                long before = source.requests() + target.requests();
                Timed timed = Timed.run(folder, line, trip.environment());
                series.add(timed, source.requests() + target.requests() - before);
                long bytes = trial.image().check(place.images(), folder);
                link.ifPresent(it -> series.addFetched(it.delivered() / (double) bytes));
                return "%s s, CPU %s s, %d MB".formatted(Table.number(timed.wallSeconds()),
                        Table.number(timed.cpuSeconds()), timed.residentMegabytes());
            } catch (Timed.FailedException e) {
                series.failed();
                return "failed: " + e.getMessage();
            } finally {
                link.ifPresent(SlowLink::close);
                Place.delete(folder);
            }
        }
    }

    private static void report(Trial trial, Map<String, Series> found) {
        Optional<Timed> skopeo = Optional.ofNullable(found.get(Copier.SKOPEO)).flatMap(Series::median);
        found.forEach((tool, series) -> {
            Optional<Timed> median = series.median();
            if (median.isEmpty()) {
                Table.row(trial.title(), tool, "failed", "", "", "", "", "", "");
                return;
            }
            Timed it = median.get();
            OptionalDouble fetched = series.fetched();
            Table.row(trial.title(), tool, Table.number(it.wallSeconds()),
                    skopeo.map(his -> Table.ratio(it.wallSeconds() / his.wallSeconds())).orElse(""),
                    Table.number(it.cpuSeconds()),
                    skopeo.map(his -> Table.ratio(it.cpuSeconds() / his.cpuSeconds())).orElse(""),
                    Long.toString(it.residentMegabytes()), Long.toString(series.requests()),
                    fetched.isPresent() ? Table.ratio(fetched.getAsDouble()) : "");
        });
        Stream.concat(trial.goals().stream(), Stream.of(Goal.RESIDENT))
                .forEach(goal -> Table.row(trial.title(), "goal", goal.line(found), "", "", "", "", "", ""));
    }
}
