package dev.crossdock.cli.demo;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.UntilStopped;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.transfer.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crossdock demo}: shows an image arriving, between registries that it starts itself. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Starts two registries and a server, pushes an image to one and shows it arriving in the other.")
public final class DemoCommand implements Callable<Integer> {
    private static final Repository PUSHED = new Repository("team/hello");
    private static final Repository ARRIVED = new Repository("mirror/team/hello");
    private static final Tag TAG = new Tag("1.0");
    private static final long LONGEST_SECONDS = 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--once", description = "End after the image has arrived; exit code 0 only if it stands whole")
    private boolean once;

    @Override
    public Integer call() throws IOException {
        System.setProperty("crossdock.log", "WARN"); // The demo tells itself what happens.
        PrintWriter out = spec.commandLine().getOut();
        Arrival arrival = new Arrival(out);
        DemoSite site = DemoSite.start(arrival);
        boolean whole;
        try {
            out.println("registry edge   http://" + site.sourceHost() + "   push here");
            out.println("registry prod   http://" + site.targetHost() + "   what edge gets appears here under mirror/");
            out.println("crossdock       http://" + site.serverHost() + "   /health and /metrics");
            whole = show(site, arrival, out);
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
        if (once || !whole) {
            site.close();
            return whole ? ExitCode.DONE.code() : ExitCode.FAILED.code();
        }
        invite(site, out);
        UntilStopped.run(site);
        return ExitCode.DONE.code();
    }

    private static boolean show(DemoSite site, Arrival arrival, PrintWriter out) {
        DemoImage image = new DemoImage("hello");
        try (HttpEngine engine = new HttpEngine()) {
            long begun = System.nanoTime();
            image.push(client(engine, site.sourceHost()).target(PUSHED), TAG);
            out.println();
            out.println("pushed  %s/%s:%s   %d manifests, %d blobs, in %s".formatted(site.sourceHost(), PUSHED, TAG,
                    image.tree().childrenFirst().size(), image.tree().blobs().size(), since(begun)));
            long pushed = System.nanoTime();
            boolean arrived = arrival.await();
            boolean whole = arrived && isWhole(client(engine, site.targetHost()).target(ARRIVED), image);
            out.println(whole
                    ? "arrived %s/%s:%s   %s, whole, %s after the push".formatted(site.targetHost(), ARRIVED, TAG,
                            image.tree().root().digest().abbreviated(), since(pushed))
                    : "the image did not arrive whole within %d s".formatted(LONGEST_SECONDS));
            out.flush();
            return whole;
        }
    }

    private static RegistryClient client(HttpEngine engine, String host) {
        return new RegistryClient(engine, RegistryOptions.at(URI.create("http://" + host)));
    }

    private static boolean isWhole(Target target, DemoImage image) {
        boolean blobs = image.tree().blobs().stream().allMatch(target::holds);
        boolean manifests = image.tree().childrenFirst().stream().map(Manifest::digest)
                .allMatch(digest -> target.describe(digest).isPresent());
        return blobs && manifests && target.describe(TAG).map(Descriptor::digest)
                .filter(image.tree().root().digest()::equals).isPresent();
    }

    private static void invite(DemoSite site, PrintWriter out) {
        String edge = site.sourceHost() + "/team/app:1";
        out.println();
        out.println("Push an image of your own, with any of:");
        out.println("  skopeo copy --all --dest-tls-verify=false docker://IMAGE docker://" + edge);
        out.println("  docker tag IMAGE " + edge + " && docker push " + edge);
        out.println("  podman push --tls-verify=false IMAGE " + edge);
        out.println("It will appear as " + site.targetHost() + "/mirror/team/app:1. Ctrl-C ends the demo.");
        out.flush();
    }

    private static String since(long nanos) {
        return millis(Duration.ofNanos(System.nanoTime() - nanos));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.0f ms", duration.toNanos() / 1e6);
    }

    /** Prints each step as it ends, and knows when the first route has. */
    private static final class Arrival implements Observer {
        private final PrintWriter out;
        private final CountDownLatch arrived = new CountDownLatch(1);
        private volatile boolean ended;

        Arrival(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void handled(Message message, Duration took) {
            String what = switch (message) {
                case Message.Request request -> "plan    " + request.source();
                case Message.Copy task -> "copy    " + task.blobs().size() + " blobs";
                case Message.Publish _ -> "publish";
            };
            out.println("  %-40s %s".formatted(what, millis(took)));
            out.flush();
            if (ended) {
                arrived.countDown();
            }
        }

        /** Told before the step that ended the route is. */
        @Override
        public void ended(Route route, Outcome outcome) {
            if (outcome == Outcome.PUBLISHED) {
                ended = true;
            }
        }

        boolean await() {
            try {
                return arrived.await(LONGEST_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
