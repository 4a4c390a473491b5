package dev.crossdock.bench;

import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.field.FieldRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long each function takes from the start of its process to its first message handled, on one CPU of its own. */
final class ColdBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 7);
    static final String CONFIG = """
            registries:
              edge: {url: "%s", webhookToken: {env: HOOK}}
              prod: {url: "%s"}
            rules:
              - name: bench
                source: {registry: edge, repositories: ["team/**"], tags: ["*"]}
                targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
            """;

    private final Place place;
    private int seed;

    ColdBench(Place place) {
        this.place = place;
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("aws-cold");
        FunctionPackage zip = FunctionPackage.unpack(place, scratch.resolve("zip"));
        List<FunctionPackage> all = new ArrayList<>(
                List.of(zip, zip.wiredByMicronaut(scratch.resolve("micronaut"))));
        ImageRoot image = new FunctionImage(place).root();
        if (java.nio.file.Files.exists(image.cache())) {
            all.add(FunctionPackage.image(image));
        } else {
            Table.progress("no image: functions/bench/run aws-image makes it");
        }
        Map<FunctionPackage, Map<Lambda, List<FunctionRun.Cold>>> found = new LinkedHashMap<>();
        try (Account account = new Account();
                FieldRegistry source = FieldRegistry.start();
                FieldRegistry target = FieldRegistry.start()) {
            account.configure(CONFIG.formatted(source.uri(), target.uri()));
            for (int round = 0; round < ROUNDS; round++) {
                for (FunctionPackage each : all) {
                    Table.progress("round %d of %d: %s".formatted(round + 1, ROUNDS, each.title()));
                    String hook = Hook.pushed(seeded(source), "team/app", "r" + seed);
                    new FunctionRun(account, each, scratch).push(hook).forEach((function, cold) -> found
                            .computeIfAbsent(each, _ -> new EnumMap<>(Lambda.class))
                            .computeIfAbsent(function, _ -> new ArrayList<>()).add(cold));
                }
            }
        }
        print(all, found);
        Place.delete(scratch);
    }

    private SeededImage seeded(FieldRegistry source) {
        seed++;
        SeededImage image = new SeededImages(seed).image(SeededImages.Format.OCI, 1, 10_000);
        source.seed(image, "team/app", "r" + seed);
        return image;
    }

    private static void print(List<FunctionPackage> all,
            Map<FunctionPackage, Map<Lambda, List<FunctionRun.Cold>>> found) throws IOException {
        Table.title("Cold start of the functions on one CPU: medians of " + ROUNDS
                + ", from fork to the first message handled; AWS's services answer on loopback, without TLS");
        Table.head("package", "function", "start s", "first message s", "together s", "CPU s", "goal s", "");
        for (FunctionPackage each : all) {
            found.getOrDefault(each, Map.of()).forEach((function, times) -> {
                double total = middle(times, FunctionRun.Cold::total);
                Table.row(each.title(), function.handler().replaceFirst(".*\\.", ""),
                        Table.number(middle(times, FunctionRun.Cold::init)),
                        Table.number(middle(times, FunctionRun.Cold::first)), Table.number(total),
                        Table.number(middle(times, FunctionRun.Cold::cpu)), "≤ " + each.goal(),
                        total <= each.goal() ? "met" : "MISSED");
            });
        }
    }

    private static double middle(List<FunctionRun.Cold> times,
            java.util.function.ToDoubleFunction<FunctionRun.Cold> part) {
        return Timed.middle(times.stream().map(part::applyAsDouble).toList());
    }
}
