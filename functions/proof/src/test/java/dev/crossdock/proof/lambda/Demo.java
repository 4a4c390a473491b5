package dev.crossdock.proof.lambda;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.aws.RunningAws;
import dev.crossdock.testkit.lambda.Prices;
import dev.crossdock.testkit.lambda.Report;
import dev.crossdock.testkit.lambda.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The local proof as a story: what happens, when, and what AWS would ask for it. {@code infra/local/aws-demo} runs it. */
public final class Demo {
    private static final int LAYERS = 3;
    private static final int LAYER_BYTES = 4 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long begun = System.nanoTime();
    private final LambdaSite site;
    private final Skopeo skopeo;

    private Demo(LambdaSite site) {
        this.site = site;
        this.skopeo = new Skopeo(site.folder());
    }

    /** Runs it; ends with a failure where something does not arrive. */
    public static void main(String[] arguments) {
        try (RunningAws aws = RunningAws.start()) {
            System.out.println("SQS and S3: " + aws.description());
            try (LambdaSite site = LambdaSite.start("aws-demo", new Stack.Account(aws.sqs(), aws.s3()),
                    Blueprint.deployed())) {
                new Demo(site).tell();
            }
        }
    }

    private void tell() {
        say("edge is a docker-registry at %s; its notifications go to the function's address %s".formatted(
                site.edge().host(),
                site.stack().hook("edge")));
        say("prod is a docker-registry at %s".formatted(site.prod().host()));
        SeededImages images = new SeededImages(7);
        SeededImage index = images.index(Format.OCI, "amd64", "arm64");
        SeededImage large = images.image(Format.OCI, LAYERS, LAYER_BYTES);
        chapter("an index for two platforms is pushed, on cold functions", () -> push(index, "team/app", "1"));
        chapter("an image of three layers of 4 MiB is pushed, on warm functions", () -> push(large, "team/large", "1"));
        chapter("the same image is pushed again: nothing to do", () -> skopeo.push(large, site.edge(), "team/large:1"));
        chapter("a person asks for another copy", () -> ask(large));
        System.out.printf("%nall of it:%n%s", Prices.bill(site.stack().usage()));
        System.out
                .println("Polls that find nothing are not in it: AWS asks about $0.26 a month for those of one queue.");
    }

    private void push(SeededImage image, String repository, String tag) {
        skopeo.push(image, site.edge(), repository + ":" + tag);
        say("pushed to edge/%s:%s, %s".formatted(repository, tag, image.manifest().digest()));
        site.awaitArrival(repository, tag, image.manifest().digest());
        say("prod/mirror/%s:%s names the same digest, and everything beneath it is there".formatted(repository, tag));
    }

    private void ask(SeededImage image) {
        Report asked = site.stack().invoke("Plan", "{\"source\":\"edge/team/large:1\",\"target\":\"prod/by/hand:1\"}");
        say("aws lambda invoke crossdock-plan: %s".formatted(asked.ended()));
        site.await("by/hand:1 arrives",
                () -> site.prod().view().digest("by/hand", "1").filter(image.manifest().digest()::equals).isPresent());
        say("prod/by/hand:1 names the same digest");
    }

    private void chapter(String title, Runnable events) {
        System.out.printf("%n# %s%n", title);
        Usage before = site.stack().usage();
        List<String> functions = List.of("Receive", "Plan", "Copy", "Publish");
        List<Integer> seen = functions.stream().map(id -> site.stack().function(id).reports().size()).toList();
        events.run();
        site.await("nothing is left to do", site.stack()::isIdle);
        for (int at = 0; at < functions.size(); at++) {
            List<Report> all = site.stack().function(functions.get(at)).reports();
            all.subList(seen.get(at), all.size()).forEach(this::report);
        }
        Usage used = site.stack().usage().minus(before);
        say("%d invocations, %.2f GB-s, %d SQS and %d S3 requests: $%.6f".formatted(used.invocations(),
                used.gigabyteSeconds(),
                used.standardRequests() + used.fifoRequests(), used.puts() + used.gets(), Prices.of(used)));
    }

    private void report(Report report) {
        say("  %-18s %6d ms%s".formatted(report.function(), report.duration().toMillis(),
                report.init().map(Duration::toMillis).map(" after a cold start of %d ms"::formatted).orElse("")));
    }

    private void say(String line) {
        System.out.printf(Locale.ROOT, "%7.2f s  %s%n", (System.nanoTime() - begun) / NANOS_PER_SECOND,
                line);
    }
}
