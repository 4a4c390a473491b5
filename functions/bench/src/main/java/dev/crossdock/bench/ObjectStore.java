package dev.crossdock.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An S3 on loopback that keeps its objects in a folder and writes a line about each request: versitygw. */
final class ObjectStore implements AutoCloseable {
    static final String PROGRAM = "versitygw";

    private static final String KEY = "bench";
    private static final String SECRET = "benchbench";

    private final Daemon daemon;
    private final Path objects;
    private final Path log;

    private ObjectStore(Daemon daemon, Path objects, Path log) {
        this.daemon = daemon;
        this.objects = objects;
        this.log = log;
    }

    static ObjectStore start(String program, Path folder) throws IOException, InterruptedException {
        Path objects = Files.createDirectories(folder.resolve("objects"));
        Path log = folder.resolve("requests");
        int port = Daemon.freePort();
        return new ObjectStore(Daemon.start(List.of(program, "--access", KEY, "--secret", SECRET, "--port",
                "127.0.0.1:" + port, "--access-log", log.toString(), "--quiet", "posix", objects.toString()), port,
                folder.resolve("log")), objects, log);
    }

    /** Distribution's storage section, in YAML's flow style, for an empty bucket of this name: what was in it is deleted. */
    String storage(String bucket) {
        try {
            Place.delete(objects.resolve(bucket));
            Files.createDirectories(objects.resolve(bucket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return """
                s3: {region: us-east-1, regionendpoint: "http://127.0.0.1:%d", forcepathstyle: true, secure: false,
                  bucket: %s, accesskey: %s, secretkey: %s}, redirect: {disable: true}""".formatted(daemon.port(), bucket,
                KEY, SECRET).replace("\n", " ");
    }

    /** How many requests it has answered. */
    long requests() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
