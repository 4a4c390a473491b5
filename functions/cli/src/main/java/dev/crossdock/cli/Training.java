package dev.crossdock.cli;

import dev.crossdock.cli.demo.DemoImage;
import dev.crossdock.cli.demo.DemoSite;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.transfer.BlobRange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the packaging runs so that the JVM can record which classes a command loads (the AOT cache). Every command line
 * runs in this process with its output thrown away; one that fails fails the build. The first argument says what for:
 * {@code server} for what runs for long, {@code command SOURCE TARGET} for what ends soon, {@code site} for the two
 * registries that a command copies between, in a process of their own, so that none of their classes is recorded.
 */
final class Training {
    private static final Repository PUSHED = new Repository("training/image");

    private static final int PUSHES = 60;
    private static final int PULLS = 15;

    private Training() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals("site")) {
            serveUntilTold();
            return;
        }
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            switch (args[0]) {
                case "command" -> trainCommands(args[1], args[2]);
                case "server" -> {
                    train("demo", "--once");
                    trainRegistry();
                }
                default -> throw new IllegalArgumentException("training: wanted site, command or server");
            }
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
        Main.end(0); // leaving has classes of its own
    }

    private static void train(String... command) {
        int exitCode = Main.run(command);
        if (exitCode != 0) {
            throw new IllegalStateException("training: crossdock %s: got exit code %d, wanted 0"
                    .formatted(String.join(" ", command), exitCode));
        }
    }

    private static void trainCommands(String source, String target) {
        train("--version");
        train("--help");
        String[] copy = {"copy", "--src-tls-verify=false", "--dest-tls-verify=false", source, target};
        train(copy);
        train(copy); // the second time it is there already
        String[] sync = {"sync", "--src-tls-verify=false", "--dest-tls-verify=false", withoutTag(source),
                withoutTag(target) + "-synced"};
        train(sync);
        train(sync);
        // No TLS there: but all that speaks it is loaded before that shows, as for nearly every registry there is.
        if (Main.run("copy", source, target) != ExitCode.REFUSED.code()) {
            throw new IllegalStateException(
                    "training: a copy over TLS from a registry that speaks none was not refused");
        }
    }

    /** Enough pushes and pulls that a registry's first ones find its way through the code known, and need not be watched. */
    private static void trainRegistry() throws IOException {
        Path folder = Files.createTempDirectory("crossdock-training-");
        try (RegistryServer registry = RegistryServer.start(RegistrySettings.onFreePort(folder));
                HttpEngine engine = new HttpEngine()) {
            RegistryClient client = new RegistryClient(engine,
                    RegistryOptions.at(URI.create("http://127.0.0.1:" + registry.port())));
            for (int push = 0; push < PUSHES; push++) {
                Tag tag = new Tag("v" + push);
                DemoImage image = new DemoImage("training " + push);
                image.push(client.target(PUSHED), tag);
                for (int pull = 0; pull < PULLS; pull++) {
                    client.source(PUSHED).manifest(tag);
                    for (Descriptor blob : image.tree().blobs()) {
                        try (BlobRange range = client.source(PUSHED).blob(blob, 0, blob.size())) {
                            Channels.newInputStream(range).readAllBytes();
                        }
                    }
                }
            }
        } finally {
            DemoSite.delete(folder);
        }
    }

    private static String withoutTag(String image) {
        return image.substring(0, image.lastIndexOf(':'));
    }

    /** Says on stdout what to copy from where to where, and serves until stdin ends. */
    private static void serveUntilTold() throws IOException {
        Path folder = Files.createTempDirectory("crossdock-training-");
        try (RegistryServer source = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("source")));
                RegistryServer target = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("target")));
                HttpEngine engine = new HttpEngine()) {
            String from = "127.0.0.1:" + source.port();
            new DemoImage("training").push(new RegistryClient(engine, RegistryOptions.at(URI.create("http://" + from)))
                    .target(PUSHED), new Tag("1"));
            System.out.println("docker://%s/%s:1 docker://127.0.0.1:%d/%s:1".formatted(from, PUSHED, target.port(),
                    PUSHED));
            while (System.in.read() >= 0) {
                // Whoever started this closes the stream when it is done, also by dying.
            }
        } finally {
            DemoSite.delete(folder);
        }
    }
}
