package dev.crossdock.cli.copy;

import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Platform;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Picks one platform's image out of an index, where the person asks for one. */
final class PlatformChoice {
    @Option(names = "--override-os", paramLabel = "OS", description = "Copy only the image for this operating system")
    private @Nullable String os;

    @Option(names = "--override-arch", paramLabel = "ARCH", description = "Copy only the image for this architecture")
    private @Nullable String architecture;

    @Option(names = "--override-variant", paramLabel = "VARIANT", description = "… and this variant of it")
    private @Nullable String variant;

    /** Whether the person asks for one. */
    boolean isAsked() {
        return os != null || architecture != null || variant != null;
    }

    /** The manifest to copy: what was named, or the chosen platform's image in it. */
    TagOrDigest choose(Source source, TagOrDigest named) {
        return switch (Manifest.parse(source.manifest(named))) {
            case Manifest.Image _ -> named;
            case Manifest.Index index -> choose(index, source, named).digest();
        };
    }

    private Descriptor choose(Manifest.Index index, Source source, TagOrDigest named) {
        Platform wanted = wanted();
        return index.children().stream()
                .filter(child -> child.platform().filter(platform -> platform.serves(wanted)).isPresent()).findFirst()
                .orElseThrow(() -> new ExplainedException(ExitCode.NOT_FOUND,
                        "read index %s at source %s: got no image for %s, wanted one of: %s".formatted(named,
                                source.place(), wanted, String.join(", ", platforms(index)))));
    }

    private static List<String> platforms(Manifest.Index index) {
        return index.children().stream().map(Descriptor::platform).flatMap(Optional::stream).map(Platform::toString)
                .toList();
    }

    /** What is not said is as on this machine. */
    private Platform wanted() {
        return new Platform(os == null ? "linux" : os, architecture == null ? architectureHere() : architecture,
                Optional.ofNullable(variant), Optional.empty(), List.of());
    }

    private static String architectureHere() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
