package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A registry that takes part in {@link RegistryBench}, and how it is configured. */
enum StoreServer {
    CROSSDOCK("crossdock"), DEBIAN("docker-registry"), DISTRIBUTION("distribution"), ZOT("zot");

    private final String title;

    StoreServer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * How the server is reached, and where it keeps what it is given.
     *
     * @param secured  with TLS, htpasswd, metrics and an access log
     * @param storage  distribution's storage section, in YAML's flow style; empty for the folder {@code data}
     */
    record Form(Optional<Certificate> secured, Optional<String> storage) {
        static final Form PLAIN = new Form(Optional.empty(), Optional.empty());
    }

    /** The program's path; empty where it is not installed. */
    Optional<String> program(Place place) throws IOException {
        return switch (this) {
            case CROSSDOCK -> Optional.of(place.crossdock());
            case DEBIAN -> Optional.of(Place.debian(title));
            case DISTRIBUTION, ZOT -> place.program(title);
        };
    }

    /** Starts it, on an empty folder. */
    Daemon start(String program, Path folder, Form form) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = Daemon.freePort();
        Path config = folder.resolve(this == ZOT ? "config.json" : "config.yml");
        Files.writeString(config, this == ZOT ? zot(folder, port) : distribution(folder, port, form));
        List<String> command = switch (this) {
            case CROSSDOCK -> List.of(program, "registry", "serve", config.toString());
            case DEBIAN, DISTRIBUTION, ZOT -> List.of(program, "serve", config.toString());
        };
        return Daemon.start(command, port, folder.resolve("log"));
    }

    private static String zot(Path folder, int port) {
        return """
                {"storage": {"rootDirectory": "%s", "gc": false},
                 "http": {"address": "127.0.0.1", "port": "%d", "compat": ["docker2s2"]}, "log": {"level": "error"}}
                """.formatted(folder.resolve("data"), port);
    }

    private static String distribution(Path folder, int port, Form form) throws IOException {
        String storage = form.storage()
                .orElse("filesystem: {rootdirectory: \"%s\"}".formatted(folder.resolve("data")));
        String yaml = """
                version: 0.1
                log: {level: error, accesslog: {disabled: %b}}
                storage: {%s}
                http:
                  addr: 127.0.0.1:%d
                """.formatted(form.secured().isEmpty(), storage, port);
        return form.secured().isEmpty() ? yaml : yaml + secured(folder, form.secured().get());
    }

    private static String secured(Path folder, Certificate certificate) throws IOException {
        Path passwords = folder.resolve("htpasswd");
        Files.writeString(passwords, RegistryLoad.HTPASSWD);
        return """
                  tls: {certificate: "%s", key: "%s"}
                  debug: {addr: "127.0.0.1:%d", prometheus: {enabled: true}}
                auth: {htpasswd: {realm: bench, path: "%s"}}
                """.formatted(certificate.chain(), certificate.key(), Daemon.freePort(), passwords);
    }
}
