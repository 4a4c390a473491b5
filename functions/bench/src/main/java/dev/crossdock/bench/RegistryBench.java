package dev.crossdock.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast {@code crossdock registry serve} takes and gives blobs, beside docker-registry. */
final class RegistryBench {
    private static final int ROUNDS = Integer.getInteger("crossdock.bench.rounds", 3);
    private static final int SMALL_BYTES = 100_000;
    private static final int LARGE_BYTES = 256 << 20;
    private static final String REPOSITORY = "bench/blobs";

    /** One load: so many clients, each with so many blobs of this size of its own. */
    private record Trial(String title, int bytes, int clients, int blobsEach) {}

    private static final List<Trial> TRIALS = List.of(new Trial("100 kB, 1 client", SMALL_BYTES, 1, 500),
            new Trial("100 kB, 4 clients", SMALL_BYTES, 4, 250), new Trial("256 MB, 1 client", LARGE_BYTES, 1, 3),
            new Trial("256 MB, 4 clients", LARGE_BYTES, 4, 1));

    /** Blobs that differ in their first bytes alone: one array of noise serves for all. */
    @SuppressWarnings("ArrayRecordComponent") // one array for all, told apart by number
    private record Blob(byte[] noise, long length, long number) implements Wire.Body {
        private static final int NUMBER_BYTES = Long.BYTES;

        byte[] head() {
            return ByteBuffer.allocate(NUMBER_BYTES).putLong(number).array();
        }

        String digest() {
            MessageDigest sha256 = LayeredImage.sha256();
            sha256.update(head());
            sha256.update(noise, NUMBER_BYTES, (int) length - NUMBER_BYTES);
            return LayeredImage.digest(sha256.digest());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(head());
            for (int at = NUMBER_BYTES; at < length; at += PIECE_BYTES) {
                out.write(noise, at, Math.min(PIECE_BYTES, (int) length - at));
            }
        }
    }

    /** What one write hands to the socket. */
    private static final int PIECE_BYTES = 256 << 10;

    private interface Errand {
        void run(Wire wire, Blob blob, String digest) throws IOException;
    }

    private final Place place;
    private final byte[] noise = new byte[LARGE_BYTES];
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();
    private long numbers;

    RegistryBench(Place place) {
        this.place = place;
        new SplittableRandom(1).nextBytes(noise);
    }

    void run() throws IOException, InterruptedException {
        Path scratch = place.fresh("registry");
        Table.title("Registry: medians of %d".formatted(ROUNDS));
        for (int round = 1; round <= ROUNDS; round++) {
            try (Daemon ours = ours(scratch.resolve("ours"))) {
                measure("crossdock", ours.port());
            }
            Place.delete(scratch.resolve("ours"));
            try (ForeignRegistry theirs = ForeignRegistry.start(scratch.resolve("theirs"), Optional.empty())) {
                measure("docker-registry", theirs.port());
            }
            Place.delete(scratch.resolve("theirs"));
            Table.progress("round %d of %d done, load %s".formatted(round, ROUNDS, Table.load()));
        }
        Table.head("load", "crossdock", "docker-registry", "ratio", "unit");
        for (Trial trial : TRIALS) {
            for (String verb : List.of("push", "pull")) {
                double ours = Timed.middle(rates.getOrDefault("crossdock" + trial.title + verb, List.of()));
                double theirs = Timed.middle(rates.getOrDefault("docker-registry" + trial.title + verb, List.of()));
                Table.row(trial.title + ", " + verb, Table.number(ours), Table.number(theirs),
                        Table.ratio(ours / theirs), trial.bytes == SMALL_BYTES ? "blobs/s" : "MB/s");
            }
        }
        Place.delete(scratch);
    }

    private Daemon ours(Path folder) throws IOException, InterruptedException {
        int port = Daemon.freePort();
        Path config = Files.createDirectories(folder).resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                storage: {filesystem: {rootdirectory: "%s"}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("data"), port));
        return Daemon.start(List.of(place.crossdock(), "registry", "serve", config.toString()), port,
                folder.resolve("log"));
    }

    private void measure(String server, int port) throws IOException, InterruptedException {
        for (Trial trial : TRIALS) {
            Map<Blob, String> blobs = new LinkedHashMap<>();
            for (int i = 0; i < trial.clients * trial.blobsEach; i++) {
                Blob blob = new Blob(noise, trial.bytes, ++numbers);
                blobs.put(blob, blob.digest());
            }
            record(server, trial, "push", timed(port, trial, blobs,
                    (wire, blob, digest) -> wire.push(REPOSITORY, digest, blob)));
            record(server, trial, "pull", timed(port, trial, blobs, (wire, _, digest) -> wire.expect(200,
                    wire.send("GET", "/v2/" + REPOSITORY + "/blobs/" + digest, "", Wire.NOTHING))));
        }
    }

    private void record(String server, Trial trial, String verb, double seconds) {
        double blobs = (double) trial.clients * trial.blobsEach / seconds;
        rates.computeIfAbsent(server + trial.title + verb, _ -> new ArrayList<>())
                .add(trial.bytes == SMALL_BYTES ? blobs : blobs * trial.bytes / 1e6);
    }

    private static double timed(int port, Trial trial, Map<Blob, String> blobs, Errand errand)
            throws IOException, InterruptedException {
        List<Map.Entry<Blob, String>> all = List.copyOf(blobs.entrySet());
        List<Callable<Void>> clients = new ArrayList<>();
        for (int client = 0; client < trial.clients; client++) {
            List<Map.Entry<Blob, String>> share = all.subList(client * trial.blobsEach,
                    (client + 1) * trial.blobsEach);
            clients.add(() -> {
                try (Wire wire = new Wire(port)) {
                    for (Map.Entry<Blob, String> each : share) {
                        errand.run(wire, each.getKey(), each.getValue());
                    }
                }
                return null;
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(trial.clients)) {
            long begun = System.nanoTime();
            for (Future<Void> each : pool.invokeAll(clients)) {
                each.get();
            }
            return (System.nanoTime() - begun) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException("%s: %s".formatted(trial.title, e.getCause()), e);
        }
    }
}
