package dev.crossdock.proof.site;

import dev.crossdock.testkit.ImageFolder;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Debian's skopeo as the client at both ends. */
public final class Skopeo {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final TrialFolder folder;
    private final AtomicInteger runs = new AtomicInteger();

    /** Keeps images and outputs in the trial's folder. */
    public Skopeo(TrialFolder folder) {
        this.folder = folder;
    }

    /** Pushes an image from an OCI layout. */
    public void push(SeededImage image, RunningRegistry registry, String name) {
        Path layout = folder.data("images").resolve("oci-" + image.manifest().hex());
        try {
            ImageFolder.writeOci(image, layout, "image");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy("oci:" + layout + ":image", remote(registry, name));
    }

    /** Pushes an image from skopeo's own layout, which keeps Docker's formats. */
    public void pushDir(SeededImage image, RunningRegistry registry, String name) {
        Path layout = folder.data("images").resolve("dir-" + image.manifest().hex());
        try {
            ImageFolder.writeDir(image, layout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy("dir:" + layout, remote(registry, name));
    }

    /** {@code docker://host/name}. */
    public static String remote(RunningRegistry registry, String name) {
        return "docker://%s/%s".formatted(registry.host(), name);
    }

    /** Copies everything beneath the image, without certificates. */
    public void copy(String from, String to) {
        run("copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", from, to);
    }

    /** Copies everything beneath the image, with options for its ends. */
    public void copy(String from, String to, String... options) {
        List<String> arguments = new ArrayList<>(List.of("copy", "--all"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(from, to));
        run(arguments.toArray(String[]::new));
    }

    /** The digest of the bytes that {@code skopeo inspect --raw} prints. */
    public String digest(RunningRegistry registry, String name) {
        return SeededBlob.sha256(run("inspect", "--raw", "--tls-verify=false", remote(registry, name)));
    }

    private byte[] run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ForeignProgram.SKOPEO.path(), "--insecure-policy"));
        command.addAll(List.of(arguments));
        Path output = folder.output("skopeo-" + runs.incrementAndGet());
        try (RunningProgram program = RunningProgram.start(command, Map.of(), output)) {
            if (!program.endsWithin(LONGEST) || program.exitCode() != 0) {
                throw new AssertionError("%s: failed%n%s".formatted(command, program.evidence()));
            }
            byte[] printed = Files.readAllBytes(output);
            Files.delete(output);
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
