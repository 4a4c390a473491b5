package dev.crossdock.cli;

import dev.crossdock.cli.demo.DemoImage;
import dev.crossdock.cli.demo.DemoSite;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the packaging runs once so that the JVM can record which classes a command loads (the AOT cache). Every command
 * line runs in this process with its output thrown away; one that fails fails the build. The argument is the kind of
 * cache that is made: {@code command} for what ends soon, {@code server} for what runs for long.
 */
final class Training {
    private static final Repository PUSHED = new Repository("training/image");

    private Training() {}

    public static void main(String[] args) throws IOException {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            switch (args[0]) {
                case "command" -> {
                    train("--version");
                    train("--help");
                    trainCopies();
                }
                case "server" -> train("demo", "--once");
                default -> throw new IllegalArgumentException("training: wanted command or server");
            }
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
        System.exit(0); // as Main ends: leaving has classes of its own
    }

    private static void train(String... command) {
        int exitCode = Main.run(command);
        if (exitCode != 0) {
            throw new IllegalStateException("training: crossdock %s: got exit code %d, wanted 0"
                    .formatted(String.join(" ", command), exitCode));
        }
    }

    private static void trainCopies() throws IOException {
        Path folder = Files.createTempDirectory("crossdock-training-");
        try (RegistryServer source = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("source")));
                RegistryServer target = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("target")));
                HttpEngine engine = new HttpEngine()) {
            String from = "127.0.0.1:" + source.port();
            new DemoImage("training").push(new RegistryClient(engine, RegistryOptions.at(URI.create("http://" + from)))
                    .target(PUSHED), new Tag("1"));
            String[] copy = {"copy", "--src-tls-verify=false", "--dest-tls-verify=false",
                    "docker://%s/%s:1".formatted(from, PUSHED),
                    "docker://127.0.0.1:%d/%s:1".formatted(target.port(), PUSHED)};
            train(copy);
            train(copy); // the second time it is there already
        } finally {
            DemoSite.delete(folder);
        }
    }
}
