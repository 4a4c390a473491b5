package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code crossdock registry serve} takes and gives: beside docker-registry on the same disk, and zot where it is; and
 * beside distribution v3 on the same S3.
 */
final class RegistryBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 5);
    private static final long SMALL_BYTES = 100_000;
    private static final long LARGE_BYTES = 1_000_000_000;
    private static final long PART_BYTES = 256_000_000;
    private static final int MANY = 16;
    private static final int SMALL_PUSHES = 800;
    private static final int WARM_PUSHES = 160;
    /** Of a trial before its clock runs: a JVM compiles what it runs often, and a registry runs for months. */
    private static final double WARM_SECONDS = 5;
    private static final int WARM_GETS = 100;
    private static final int GETS = 1_500;
    /** What remains of a goal where both sides do TLS, htpasswd, metrics and an access log. */
    private static final double SECURED_SHARE = 0.7;
    /** Of distribution's pushes, where both keep what they get in S3. */
    private static final double OBJECTS_PUSH = 1.2;
    private static final double OBJECTS_REQUESTS = 0.6;
    /** That there is none. */
    private static final double NONE = 0;

    /** Who is compared, in which form, and what the ratios are of. */
    private enum Contest {
        PLAIN("plain HTTP", List.of(StoreServer.CROSSDOCK, StoreServer.DEBIAN, StoreServer.ZOT)), //
        SECURED("TLS, htpasswd, metrics, access log", List.of(StoreServer.CROSSDOCK, StoreServer.DEBIAN)), //
        OBJECTS("on S3", List.of(StoreServer.CROSSDOCK, StoreServer.DISTRIBUTION));

        private final String title;
        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<StoreServer> servers;

        Contest(String title, List<StoreServer> servers) {
            this.title = title;
            this.servers = servers;
        }

        StoreServer peer() {
            return servers.get(1);
        }

        double goal(Figure figure) {
            return switch (this) {
                case PLAIN -> figure.goal;
                case SECURED -> figure == Figure.RESIDENT || !figure.isCost
                        ? figure.goal * (figure == Figure.RESIDENT ? 1 : SECURED_SHARE)
                        : figure.goal / SECURED_SHARE;
                case OBJECTS -> switch (figure) {
                    case PUSH, PUSHES, SMALL -> OBJECTS_PUSH;
                    case SMALL_REQUESTS, LARGE_REQUESTS -> OBJECTS_REQUESTS;
                    case RESIDENT -> figure.goal;
                    default -> NONE;
                };
            };
        }
    }

    /** A figure, and what it is to be of docker-registry's: a ratio; of memory, megabytes. Of a cost, less is better. */
    private enum Figure {
        PUSH("push of one 1 GB blob", "MB/s", 2.1, false), //
        PUSHES("push of 4 x 256 MB by 4 clients", "MB/s", 2.0, false), //
        PULL("pull of 1 GB", "MB/s", 1.0, false), //
        PULLS("pull of 4 x 256 MB by 4 clients", "MB/s", 1.0, false), //
        SMALL("pushes of 100 kB, 16 clients", "1/s", 2.8, false), //
        MANIFESTS("manifest GET, 16 connections", "1/s", 25, false), //
        BLOBS("100 kB blob GET, 16 connections", "1/s", 18, false), //
        PUSH_CPU("CPU for 1 GB pushed", "s", 0.5, true), //
        PULL_CPU("CPU for 1 GB pulled", "s", 0.9, true), //
        RESIDENT("anonymous memory at its largest", "MB", 200, true), //
        SMALL_REQUESTS("S3 requests for a push of 100 kB", "", NONE, true), //
        LARGE_REQUESTS("S3 requests for a push of 256 MB", "", NONE, true);

        private final String title;
        private final String unit;
        private final double goal;
        private final boolean isCost;

        Figure(String title, String unit, double goal, boolean isCost) {
            this.title = title;
            this.unit = unit;
            this.goal = goal;
            this.isCost = isCost;
        }

        String verdict(double ours, double theirs, double wanted) {
            if (wanted == NONE) {
                return "";
            }
            if (this == RESIDENT) {
                return "%s: %s".formatted(Table.number(wanted), ours <= wanted ? "met" : "MISSED");
            }
            boolean isMet = isCost ? ours / theirs <= wanted : ours / theirs >= wanted;
            return "%s: %s".formatted(Table.ratio(wanted), isMet ? "met" : "MISSED");
        }
    }

    /** How many requests a store has had so far. */
    private interface Requests {
        long count() throws IOException;
    }

    private final Place place;
    private Requests requests = () -> 0;
    private final Map<StoreServer, Map<Figure, List<Double>>> found = new EnumMap<>(StoreServer.class);

    RegistryBench(Place place) {
        this.place = place;
    }

    /** All, or {@code plain}, {@code secured} or {@code s3} alone. */
    void run(List<String> forms) throws IOException, InterruptedException {
        Path scratch = place.fresh("registry");
        for (String form : forms.isEmpty() ? List.of("plain", "secured", "s3") : forms) {
            switch (form) {
                case "plain" -> compare(Contest.PLAIN, scratch, _ -> StoreServer.Form.PLAIN);
                case "secured" -> {
                    Certificate certificate = Certificate.make(scratch.resolve("tls"));
                    compare(Contest.SECURED, scratch,
                            _ -> new StoreServer.Form(Optional.of(certificate), Optional.empty()));
                }
                case "s3" -> objects(scratch);
                default -> throw new IllegalArgumentException(
                        "registry: got \"%s\", wanted plain, secured or s3".formatted(form));
            }
        }
        Place.delete(scratch);
    }

    private void objects(Path scratch) throws IOException, InterruptedException {
        Optional<String> gateway = place.program(ObjectStore.PROGRAM);
        if (gateway.isEmpty() || StoreServer.DISTRIBUTION.program(place).isEmpty()) {
            Table.progress("registry s3: left out: it needs %s and distribution, which tools/peers.sh installs".formatted(
                    ObjectStore.PROGRAM));
            return;
        }
        try (ObjectStore store = ObjectStore.start(gateway.get(), scratch.resolve("s3"))) {
            requests = store::requests;
            compare(Contest.OBJECTS, scratch, server -> new StoreServer.Form(Optional.empty(),
                    Optional.of(store.storage(server.title()))));
        }
    }

    private void compare(Contest contest, Path scratch, Function<StoreServer, StoreServer.Form> forms)
            throws IOException, InterruptedException {
        found.clear();
        Table.title("Registry, %s: medians of %d".formatted(contest.title, ROUNDS));
        for (int round = 1; round <= ROUNDS; round++) {
            for (StoreServer server : contest.servers) {
                Optional<String> program = server.program(place);
                if (program.isPresent()) {
                    Path folder = scratch.resolve(server.title());
                    StoreServer.Form form = forms.apply(server);
                    try (Daemon daemon = server.start(program.get(), folder, form)) {
                        measure(daemon, new RegistryLoad(daemon.port(), form),
                                found.computeIfAbsent(server, _ -> new LinkedHashMap<>()));
                    }
                    Place.delete(folder);
                }
            }
            Table.progress("round %d of %d done, load %s".formatted(round, ROUNDS, Table.load()));
        }
        report(contest);
    }

    private void report(Contest contest) {
        boolean hasRival = found.containsKey(StoreServer.ZOT);
        Table.head("trial", contest.peer().title(), "crossdock", "ratio", "goal", hasRival ? "zot" : "");
        for (Figure figure : Figure.values()) {
            double ours = median(StoreServer.CROSSDOCK, figure);
            double theirs = median(contest.peer(), figure);
            double rival = median(StoreServer.ZOT, figure);
            if (ours > 0) {
                Table.row(figure.title + (figure.unit.isEmpty() ? "" : ", " + figure.unit), Table.number(theirs),
                        Table.number(ours), Table.ratio(ours / theirs),
                        figure.verdict(ours, theirs, contest.goal(figure)),
                        rival > 0 ? Table.ratio(rival / theirs) : "");
            }
        }
    }

    private double median(StoreServer server, Figure figure) {
        List<Double> values = found.getOrDefault(server, Map.of()).getOrDefault(figure, List.of());
        return values.isEmpty() ? 0 : Timed.middle(values);
    }

    private void measure(Daemon daemon, RegistryLoad load, Map<Figure, List<Double>> figures)
            throws IOException, InterruptedException {
        Round round = new Round(daemon, load, requests, figures);
        round.large();
        round.parts();
        round.small();
        round.manifests();
        round.put(Figure.RESIDENT, round.most);
    }

    /** One server's turn. */
    private static final class Round {
        private final Daemon daemon;
        private final RegistryLoad load;
        private final Requests requests;
        private final Map<Figure, List<Double>> figures;
        private double most;

        Round(Daemon daemon, RegistryLoad load, Requests requests, Map<Figure, List<Double>> figures) {
            this.daemon = daemon;
            this.load = load;
            this.requests = requests;
            this.figures = figures;
        }

        void put(Figure figure, double value) {
            figures.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
        }

        void large() throws IOException, InterruptedException {
            List<RegistryLoad.Known> warm = load.blobs(1, PART_BYTES);
            warm(() -> load.seconds(1, warm, RegistryLoad::push) + load.seconds(1, warm, RegistryLoad::pull));
            List<RegistryLoad.Known> one = load.blobs(1, LARGE_BYTES);
            double before = cpu();
            put(Figure.PUSH, LARGE_BYTES / 1e6 / load.seconds(1, one, RegistryLoad::push));
            double between = cpu();
            put(Figure.PUSH_CPU, between - before);
            put(Figure.PULL, LARGE_BYTES / 1e6 / load.seconds(1, one, RegistryLoad::pull));
            put(Figure.PULL_CPU, cpu() - between);
        }

        void parts() throws IOException, InterruptedException {
            List<RegistryLoad.Known> four = load.blobs(4, PART_BYTES);
            double megabytes = 4 * PART_BYTES / 1e6;
            long before = requests.count();
            put(Figure.PUSHES, megabytes / load.seconds(4, four, RegistryLoad::push));
            put(Figure.LARGE_REQUESTS, (requests.count() - before) / 4.0);
            put(Figure.PULLS, megabytes / load.seconds(4, four, RegistryLoad::pull));
            cpu();
        }

        void small() throws IOException, InterruptedException {
            warm(this::pushSome);
            List<RegistryLoad.Known> many = load.blobs(SMALL_PUSHES, SMALL_BYTES);
            long before = requests.count();
            put(Figure.SMALL, SMALL_PUSHES / load.seconds(MANY, many, RegistryLoad::push));
            put(Figure.SMALL_REQUESTS, (requests.count() - before) / (double) SMALL_PUSHES);
            cpu();
            List<RegistryLoad.Known> few = many.subList(0, MANY);
            warm(() -> load.seconds(MANY, few, (wire, share) -> wire.fetch(share.getFirst().target(), WARM_GETS)));
            put(Figure.BLOBS, MANY * GETS
                    / load.seconds(MANY, few, (wire, share) -> wire.fetch(share.getFirst().target(), GETS)));
            cpu();
        }

        void manifests() throws IOException, InterruptedException {
            String target = load.image();
            List<RegistryLoad.Known> clients = load.blobs(MANY, Long.BYTES);
            warm(() -> load.seconds(MANY, clients, (wire, _) -> wire.fetch(target, WARM_GETS)));
            put(Figure.MANIFESTS, MANY * GETS / load.seconds(MANY, clients, (wire, _) -> wire.fetch(target, GETS)));
            cpu();
        }

        /** Some of a trial, in seconds. */
        private interface Part {
            double run() throws IOException, InterruptedException;
        }

        private static void warm(Part part) throws IOException, InterruptedException {
            for (double seconds = 0; seconds < WARM_SECONDS;) {
                seconds += part.run();
            }
        }

        private double pushSome() throws IOException, InterruptedException {
            return load.seconds(MANY, load.blobs(WARM_PUSHES, SMALL_BYTES), RegistryLoad::push);
        }

        /** CPU seconds so far; looks at the memory as well. */
        private double cpu() throws IOException {
            Spent spent = daemon.spent();
            most = Math.max(most, spent.anonMegabytes());
            return spent.cpuSeconds();
        }
    }
}
