package dev.crossdock.bench;

import dev.crossdock.testkit.lambda.QueuedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many bytes a second the copy function moves over TLS on one CPU, by what its JVM compiles and who encrypts. */
final class ThroughputBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 3);
    private static final long BYTES = Long.getLong("crossdock.bench.mebibytes", 512) << 20;
    private static final double MB = 1e6;
    private final Place place;

    ThroughputBench(Place place) {
        this.place = place;
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("aws-throughput");
        FunctionPackage zip = FunctionPackage.unpack(place, scratch.resolve("zip"));
        FunctionPackage bare = zip.withoutNatives(scratch.resolve("bare"));
        List<FunctionPackage> all = List.of(
                bare.with("C1 alone (Lambda's default), the JDK's TLS and hash", "-XX:TieredStopAtLevel=1"),
                bare.with("-XX:TieredStopAtLevel=4, the JDK's TLS and hash", "-XX:TieredStopAtLevel=4"),
                zip.with("C1 alone, the natives (what the template says)", Lambda.options()),
                zip.with("-XX:TieredStopAtLevel=4, the natives",
                        "--enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=4"));
        Certificate certificate = Certificate.make(scratch.resolve("tls"));
        LayeredImage image = new LayeredImage("bench/lambda-tls-" + (BYTES >> 20), 1, BYTES, 1);
        Map<FunctionPackage, List<FunctionRun.Cold>> found = new LinkedHashMap<>();
        String digest;
        try (ForeignRegistry plain = ForeignRegistry.start(place.images(), Optional.empty())) {
            image.ensure(plain.port(), scratch);
            digest = image.digest(plain.port());
        }
        try (ForeignRegistry source = ForeignRegistry.start(place.images(), Optional.of(certificate));
                Account account = new Account()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (FunctionPackage each : all) {
                    Table.progress("round %d of %d: %s".formatted(round + 1, ROUNDS, each.title()));
                    Path data = scratch.resolve("target-" + round + "-" + all.indexOf(each));
                    try (ForeignRegistry target = ForeignRegistry.start(data, Optional.of(certificate))) {
                        account.configure(config(source.address(), target.address(), certificate));
                        found.computeIfAbsent(each, _ -> new ArrayList<>())
                                .add(copy(account, new FunctionRun(account, each, scratch), image, digest));
                    }
                    Place.delete(data);
                }
            }
        }
        print(all, found);
        Place.delete(scratch);
    }

    private static String config(String source, String target, Certificate certificate) {
        return """
                registries:
                  edge: {url: "https://%s", webhookToken: {env: HOOK}, ca: "%s"}
                  prod: {url: "https://%s", ca: "%s"}
                rules:
                  - name: bench
                    source: {registry: edge, repositories: ["bench/**"], tags: ["*"]}
                    targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
                """.formatted(source, certificate.chain(), target, certificate.chain());
    }

    /** Its blobs go one by one; the layer is the one that took longest. */
    private static FunctionRun.Cold copy(Account account, FunctionRun run, LayeredImage image, String digest)
            throws IOException, InterruptedException {
        run.call(Lambda.RECEIVE, Hook.pushed(LayeredImage.MANIFEST, digest, image.repository(), LayeredImage.TAG));
        run.drain(Lambda.PLAN);
        FunctionRun.Cold copied = run.drain(Lambda.COPY);
        run.drain(Lambda.PUBLISH);
        List<QueuedMessage> left = account.take("COPIES", 1);
        if (!left.isEmpty()) {
            throw new IOException("the copy is not whole: a message is left on its queue");
        }
        return copied;
    }

    private static void print(List<FunctionPackage> all, Map<FunctionPackage, List<FunctionRun.Cold>> found)
            throws IOException {
        Table.title(
                "The copy function over TLS on one CPU: %d MiB in one layer, medians of %d; both registries share the"
                        .formatted(BYTES >> 20, ROUNDS)
                        + " other CPU, so bytes per CPU second say what a faster network would");
        Table.head("JVM and crypto", "seconds", "MB/s", "CPU s", "MB per CPU s");
        for (FunctionPackage each : all) {
            List<FunctionRun.Cold> times = found.getOrDefault(each, List.of());
            double wall = Timed.middle(times.stream().map(FunctionRun.Cold::first).toList());
            double cpu = Timed.middle(times.stream().map(FunctionRun.Cold::cpu).toList());
            Table.row(each.title(), Table.number(wall), Table.number(BYTES / MB / wall), Table.number(cpu),
                    Table.number(BYTES / MB / cpu));
        }
    }
}
