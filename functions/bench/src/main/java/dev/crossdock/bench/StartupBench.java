package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the short commands take, from fork to exit. */
final class StartupBench {
    private static final int ROUNDS = 10;

    private final Place place;

    StartupBench(Place place) {
        this.place = place;
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("startup");
        LayeredImage image = new LayeredImage("bench/startup", 3, 10_000, 1);
        try (ForeignRegistry source = ForeignRegistry.start(scratch.resolve("source"), Optional.empty());
                ForeignRegistry target = ForeignRegistry.start(scratch.resolve("target"), Optional.empty())) {
            image.ensure(source.port(), scratch);
            Copier.Trip trip = new Copier.Trip(source.address(), target.address(), image.repository(),
                    Optional.empty());
            Copier copier = Copier.all(place).getFirst();
            Timed.run(scratch, copier.copy(trip), Map.of());
            Table.title("Start-up: medians of " + ROUNDS);
            Table.head("command", "wall s", "goal", "slowest s", "CPU s");
            measure("crossdock --version", "0.15", scratch, List.of(place.crossdock(), "--version"));
            measure("crossdock copy, held already", "0.5", scratch, copier.copy(trip));
        }
        Place.delete(scratch);
    }

    private static void measure(String title, String goalSeconds, Path scratch, List<String> command)
            throws IOException, InterruptedException {
        List<Timed> times = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            times.add(Timed.run(scratch, command, Map.of()));
        }
        Timed median = Timed.median(times).orElseThrow();
        double slowest = times.stream().mapToDouble(Timed::wallSeconds).max().orElseThrow();
        Table.row(title, Table.number(median.wallSeconds()), "≤ " + goalSeconds, Table.number(slowest),
                Table.number(median.cpuSeconds()));
    }
}
