package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's docker-registry on a directory, as a process; its access log counts the requests of every tool alike. */
final class ForeignRegistry implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("\\] \"(?:GET|HEAD|POST|PUT|PATCH|DELETE) /v2/");

    private final Daemon daemon;

    private ForeignRegistry(Daemon daemon) {
        this.daemon = daemon;
    }

    /** Starts it on the directory {@code folder/data}; its configuration and log lie beside it. */
    static ForeignRegistry start(Path folder, Optional<Certificate> tls) throws IOException, InterruptedException {
        int port = Daemon.freePort();
        Path config = Files.createDirectories(folder).resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: "%s"}}
                http:
                  addr: 127.0.0.1:%d
                %s""".formatted(folder.resolve("data"), port, tls.map(ForeignRegistry::tlsSection).orElse("")));
        List<String> command = List.of(Place.debian("docker-registry"), "serve", config.toString());
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        return new ForeignRegistry(Daemon.start(command, port, log));
    }

    private static String tlsSection(Certificate certificate) {
        return "  tls: {certificate: \"%s\", key: \"%s\"}%n".formatted(certificate.chain(), certificate.key());
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + daemon.port();
    }

    int port() {
        return daemon.port();
    }

    /** How many requests it has answered so far. */
    long requests() throws IOException {
        try (Stream<String> lines = Files.lines(daemon.log())) {
            return lines.filter(line -> REQUEST.matcher(line).find()).count();
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
