package dev.crossdock.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notifications at a steady rate to {@code crossdock serve}, then {@code kill -9}: every acknowledged one was worked on
 * before, or stands in the state's file.
 */
final class WebhookBench {
    private static final int RATE = Integer.getInteger("crossdock.bench.rate", 2_000);
    private static final int SECONDS = 10;
    /** As many registries, each with the one connection that a sender has. */
    private static final int CONNECTIONS = Integer.getInteger("crossdock.bench.connections", 64);
    private static final int WARM_UP = 2_000;
    private static final int CATCH_UP_SECONDS = 120;
    private static final String REPOSITORY = "team/app";
    private static final String TOKEN = "bench-token";
    private static final Pattern TAG = Pattern.compile("\\bt-(\\d+)\\b");

    private final Place place;

    WebhookBench(Place place) {
        this.place = place;
    }

    /** What the senders saw. Latencies count from the time at which a notification was due, not sent: waiting counts. */
    @SuppressWarnings("ArrayRecordComponent") // each index has one writer, and is read when all have ended
    private record Load(int port, String body, long[] latencyNanos, AtomicInteger next, long startNanos) {
        private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / RATE;

        /** One connection's share, until all are sent. */
        void send(int first) {
            try (Wire wire = new Wire(port)) {
                for (int i = next.getAndIncrement(); i < latencyNanos.length; i = next.getAndIncrement()) {
                    long due = startNanos + i * PERIOD_NANOS;
                    for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                        LockSupport.parkNanos(early);
                    }
                    if (post(wire, body, "t-" + (first + i)) / 100 == 2) {
                        latencyNanos[i] = System.nanoTime() - due;
                    }
                }
            } catch (IOException e) {
                Table.progress("a connection broke: " + e);
            }
        }

        static int post(Wire wire, String body, String tag) throws IOException {
            return wire.send("POST", "/hooks/edge", """
                    Authorization: Bearer %s\r
                    Content-Type: application/vnd.docker.distribution.events.v1+json\r
                    """.formatted(TOKEN), Wire.Body.of(body.replace("@TAG@", tag).getBytes(StandardCharsets.UTF_8)))
                    .status();
        }
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("webhooks");
        try (EqualRegistry registry = new EqualRegistry(REPOSITORY)) {
            int port = Daemon.freePort();
            configure(scratch, port, registry.port());
            Table.title("Webhooks: %,d a second for %d seconds over %d connections".formatted(RATE, SECONDS,
                    CONNECTIONS));
            Table.head("what", "figure", "goal");
            Set<String> acknowledged;
            try (Daemon serve = serve(scratch, port)) {
                load(port, 0, WARM_UP);
                Load load = load(port, WARM_UP, RATE * SECONDS);
                serve.kill();
                acknowledged = report(load);
            }
            kept(scratch, registry, acknowledged);
            long restarted = System.nanoTime();
            try (Daemon _ = serve(scratch, port)) {
                boolean all = caughtUp(registry, acknowledged, restarted);
                Table.row("seconds after the restart until each acknowledged one was worked on",
                        all ? seconds(System.nanoTime() - restarted) : "not within " + CATCH_UP_SECONDS, "");
            }
        }
        Place.delete(scratch);
    }

    private Daemon serve(Path scratch, int port) throws IOException, InterruptedException {
        return Daemon.start(
                List.of(place.crossdock(), "serve", "--config", scratch.resolve("crossdock.yaml").toString()),
                port, scratch.resolve("log"));
    }

    private static void configure(Path scratch, int port, int registryPort) throws IOException {
        Files.writeString(scratch.resolve("token"), TOKEN);
        Files.writeString(scratch.resolve("crossdock.yaml"), """
                listen: 127.0.0.1:%1$d
                state: ./state
                registries:
                  edge: {url: "http://127.0.0.1:%2$d", webhookToken: {file: token}}
                  prod: {url: "http://127.0.0.1:%2$d"}
                rules:
                  - name: everything-of-team
                    source: {registry: edge, repositories: ["team/**"], tags: ["*"]}
                    targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
                """.formatted(port, registryPort));
    }

    private Load load(int port, int first, int count) throws IOException, InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        Load load = new Load(port, body(), new long[count], new AtomicInteger(), start);
        Arrays.fill(load.latencyNanos, -1);
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = Thread.ofPlatform().name("sender-" + i).unstarted(() -> load.send(first));
            thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IOException("a sender failed: " + failure.get(), failure.get());
        }
        return load;
    }

    /** A real notification of one push, with a place for the tag. */
    private String body() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode envelope = json.readTree(Files.readAllBytes(place.event()));
        ObjectNode target = (ObjectNode) envelope.path("events").get(0).path("target");
        target.put("repository", REPOSITORY).put("tag", "@TAG@").put("digest", EqualRegistry.DIGEST);
        return json.writeValueAsString(envelope);
    }

    private static Set<String> report(Load load) {
        Set<String> acknowledged = new HashSet<>();
        long last = 1;
        for (int i = 0; i < load.latencyNanos.length; i++) {
            if (load.latencyNanos[i] >= 0) {
                acknowledged.add("t-" + (WARM_UP + i));
                last = Math.max(last, i * Load.PERIOD_NANOS + load.latencyNanos[i]);
            }
        }
        long[] sorted = Arrays.stream(load.latencyNanos).filter(nanos -> nanos >= 0).sorted().toArray();
        Table.row("sent", "%,d".formatted(load.latencyNanos.length), "%,d".formatted(RATE * SECONDS));
        Table.row("acknowledged with 2xx", "%,d".formatted(sorted.length), "all");
        Table.row("rate, a second", "%,.0f".formatted(acknowledged.size() * 1e9 / last), "%,d".formatted(RATE));
        for (int percent : new int[]{50, 99, 100}) {
            int at = Math.max(0, (int) ((long) sorted.length * percent / 100) - 1);
            Table.row("latency, %s, ms".formatted(percent == 100 ? "largest" : "p" + percent),
                    sorted.length == 0 ? "–" : Table.number(sorted[at] / 1e6), "");
        }
        return acknowledged;
    }

    /** What the file holds after kill -9, read from a copy: the restart shall find it as it was left. */
    private static void kept(Path scratch, EqualRegistry registry, Set<String> acknowledged) throws IOException {
        Path copies = Files.createDirectories(scratch.resolve("after-kill"));
        for (String suffix : List.of("", "-wal")) {
            Path file = scratch.resolve("state/crossdock.db" + suffix);
            if (Files.exists(file)) {
                Files.copy(file, copies.resolve("crossdock.db" + suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Set<String> waiting = waiting(copies.resolve("crossdock.db"));
        Set<String> lost = new HashSet<>(acknowledged);
        lost.removeAll(waiting);
        lost.removeAll(registry.asked());
        Set<String> done = new HashSet<>(acknowledged);
        done.retainAll(registry.asked());
        Table.row("worked on before kill -9", "%,d".formatted(done.size()), "");
        Table.row("in the state's file after kill -9", "%,d".formatted(waiting.size()), "");
        Table.row("acknowledged, but in neither", "%,d".formatted(lost.size()), "0");
    }

    private static Set<String> waiting(Path file) throws IOException {
        Set<String> tags = new HashSet<>();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT body FROM messages")) {
            while (rows.next()) {
                Matcher tag = TAG.matcher(rows.getString(1));
                if (tag.find()) {
                    tags.add(tag.group());
                }
            }
        } catch (SQLException e) {
            throw new IOException("read %s: %s".formatted(file, e.getMessage()), e);
        }
        return tags;
    }

    private static boolean caughtUp(EqualRegistry registry, Set<String> acknowledged, long since)
            throws InterruptedException {
        while (!registry.asked().containsAll(acknowledged)) {
            if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS)) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }

    private static String seconds(long nanos) {
        return Table.number(nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
