package dev.crossdock.bench;

import java.io.IOException;
import java.util.List;

/** Runs the bench that the first word names. */
final class Bench {
    private static final int USAGE = 64;

    private Bench() {}

    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        String verb = words.isEmpty() ? "" : words.getFirst();
        Place place = Place.here();
        try {
            switch (verb) {
                case "copy" -> new CopyBench(place).run(words.subList(1, words.size()));
                case "startup" -> new StartupBench(place).run();
                case "webhooks" -> new WebhookBench(place).run();
                case "registry" -> new RegistryBench(place).run(words.subList(1, words.size()));
                case "aws-throughput" -> new ThroughputBench(place).run();
                case "aws-cost" -> new CostBench(place).run();
                case "aws-image" -> new FunctionImage(place).run();
                case "aws-cold" -> new ColdBench(place).run();
                default -> {
                    System.err.println(
                            "bench: got \"" + verb
                                    + "\", wanted copy [TRIAL…], startup, webhooks, registry [TRIAL…], aws-cold,"
                                    + " aws-throughput, aws-cost or aws-image");
                    System.exit(USAGE);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }
}
