package dev.crossdock.bench;

import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.aws.RunningAws;
import dev.crossdock.testkit.lambda.Prices;
import dev.crossdock.testkit.lambda.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What one image costs: the packaged functions run as the template says, every request of theirs to SQS and S3 is counted
 * on its way, and every invocation is billed by the time it took here.
 */
final class CostBench {
    private static final int EVENTS = Integer.getInteger("crossdock.bench.events", 1_000);
    private static final int SINGLE_EVENTS = 20;
    private static final int LARGE_GIB = Integer.getInteger("crossdock.bench.largest", 10);
    private static final int LAYERS = 8;
    private static final double LOGS_PER_BYTE = 0.50 / (1L << 30);
    private static final double PER_EVENT = 2e-6;
    private static final double PER_GIB = 1e-3;
    private static final Duration LONGEST = Duration.ofMinutes(40);
    private static final String NO_GOAL = "";

    private final Place place;

    /** What was used and logged up to a moment. */
    private record Spent(Usage usage, long logBytes) {
        static Spent of(Stack stack) {
            return new Spent(stack.usage(), Arrays.stream(new String[]{"Receive", "Plan", "Copy", "Publish", "Sweep"})
                    .mapToLong(id -> stack.function(id).log().length()).sum());
        }

        Spent since(Spent earlier) {
            return new Spent(usage.minus(earlier.usage), logBytes - earlier.logBytes);
        }
    }

    CostBench(Place place) {
        this.place = place;
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("aws-cost");
        try (RunningAws aws = RunningAws.start();
                LambdaSite site = LambdaSite.start("bench-cost", new Stack.Account(aws.sqs(), aws.s3()),
                        Blueprint.deployed().scaled(1));
                Sender sender = new Sender(site.stack().hook("edge"), LambdaSite.TOKEN)) {
            Table.progress("an image that starts the functions");
            String warm = push(site, scratch, new LayeredImage("team/warm", 1, 10_000, 1));
            Table.title(
                    "What one image costs (us-east-1, arm64, no free tier), the functions warm; " + aws.description());
            Table.head("what", "invocations", "GB-s", "SQS", "S3 PUT, LIST", "S3 GET", "$", "goal $", "", "$ for logs");
            measure(site, new Bought("%,d no-op pushes in a burst".formatted(EVENTS), 1, PER_EVENT * EVENTS), () -> {
                sender.send(EVENTS, "team/warm", warm);
                idle(site);
            });
            measure(site, new Bought("no-op push, mean of " + SINGLE_EVENTS + " one by one", SINGLE_EVENTS, PER_EVENT),
                    () -> {
                        for (int i = 0; i < SINGLE_EVENTS; i++) {
                            sender.send(1, "team/warm", warm);
                            idle(site);
                        }
                    });
            measure(site, new Bought("one small layer", 1, Double.NaN),
                    () -> push(site, scratch, new LayeredImage("team/small", 1, 10_000, 1)));
            measure(site, new Bought("1 GiB in %d layers".formatted(LAYERS), 1, PER_GIB),
                    () -> push(site, scratch, new LayeredImage("team/gib", LAYERS, (1L << 30) / LAYERS, 1)));
            if (LARGE_GIB > 0) {
                measure(site, new Bought("%d GiB in %d layers".formatted(LARGE_GIB, LARGE_GIB), 1, PER_GIB * LARGE_GIB),
                        () -> push(site, scratch, new LayeredImage("team/large", LARGE_GIB, 1L << 30, 1)));
            }
        }
        Place.delete(scratch);
    }

    /** What is paid for: how it is called, how many it is the mean of, and what it may cost at most. */
    private record Bought(String what, int times, double goal) {}

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void measure(LambdaSite site, Bought bought, Work work)
            throws IOException, InterruptedException {
        Table.progress(bought.what);
        Spent before = Spent.of(site.stack());
        work.run();
        Spent spent = Spent.of(site.stack()).since(before);
        Usage usage = spent.usage;
        double money = Prices.of(usage) / bought.times;
        Table.row(bought.what, number(usage.invocations(), bought.times),
                Table.number(usage.gigabyteSeconds() / bought.times),
                number(usage.standardRequests() + usage.fifoRequests(), bought.times),
                number(usage.puts(), bought.times),
                number(usage.gets(), bought.times), money(money),
                Double.isNaN(bought.goal) ? NO_GOAL : "≤ " + money(bought.goal),
                Double.isNaN(bought.goal) ? NO_GOAL : money <= bought.goal ? "met" : "MISSED",
                money(spent.logBytes * LOGS_PER_BYTE / bought.times));
    }

    private static String number(long count, int times) {
        return Table.number((double) count / times);
    }

    private static String money(double dollars) {
        return String.format(Locale.ROOT, "%.7f", dollars);
    }

    /** Pushes it to the source's registry, and waits until it is at the target and nothing is left to do. */
    private static String push(LambdaSite site, Path scratch, LayeredImage image)
            throws IOException, InterruptedException {
        image.ensure(site.edge().uri().getPort(), scratch);
        String digest = image.digest(site.edge().uri().getPort());
        await(image.repository(), () -> site.prod().view().digest("mirror/" + image.repository(), LayeredImage.TAG)
                .equals(Optional.of(digest)));
        idle(site);
        return digest;
    }

    private static void idle(LambdaSite site) throws IOException, InterruptedException {
        await("empty queues", site.stack()::isIdle);
    }

    private static void await(String what, java.util.function.BooleanSupplier condition)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("%s: not after %s".formatted(what, LONGEST));
            }
            Thread.sleep(50);
        }
    }

    /** Of text, as distribution names it. */
    static String digest(String text) {
        return SeededBlob.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
