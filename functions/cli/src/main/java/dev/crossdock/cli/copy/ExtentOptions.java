package dev.crossdock.cli.copy;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.image.Platform;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.transfer.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much of an image is copied: for every command that copies. */
public final class ExtentOptions {
    private static final String ALL = "all";
    private static final String SYSTEM = "system";
    private static final String INDEX_ONLY = "index-only";

    @Mixin
    private final PlatformChoice platform = new PlatformChoice();

    @Option(names = "--multi-arch", paramLabel = "WHICH", description = "Of an index: all (as without it); system: the image for this machine; index-only; or OS/ARCH[/VARIANT],…: these alone, under the same index (a target may refuse that: see --strip-removed-platforms)")
    private @Nullable String multiArch;

    @Option(names = {"-a", "--all"}, description = "Copy all images of an index; so it is without it as well")
    private boolean all;

    @Option(names = "--strip-removed-platforms", description = "With platforms for --multi-arch: cut the others out of the index, which gives it a digest of its own")
    private boolean strip;

    @Option(names = "--no-referrers", description = "Copy no signatures, attestations and other referrers, and no tags of cosign")
    private boolean noReferrers;

    @Option(names = "--referrer-type", paramLabel = "TYPE", description = "Of the referrers, copy those of this artifact type alone; may be repeated")
    private final List<String> referrerTypes = new ArrayList<>();

    @Option(names = "--foreign-layers", description = "Copy foreign layers as well, from the source's registry; their urls are never asked")
    private boolean foreignLayers;

    /** As the options say; throws an explained failure where they contradict each other. */
    public Extent extent() {
        if (all && multiArch != null && !multiArch.equals(ALL)) {
            throw wrong("--all and --multi-arch=%s exclude each other".formatted(multiArch));
        }
        if (platform.isAsked() && multiArch != null && !multiArch.equals(SYSTEM)) {
            throw wrong("--multi-arch=%s and --override-os, --override-arch or --override-variant exclude each other"
                    .formatted(multiArch));
        }
        if (noReferrers && !referrerTypes.isEmpty()) {
            throw wrong("--no-referrers and --referrer-type exclude each other");
        }
        try {
            return new Extent(noReferrers ? ReferrerFilter.NONE : ReferrerFilter.of(referrerTypes), platforms(),
                    foreignLayers);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** The manifest to copy: what was named, or the image in it for the one platform that was asked for. */
    public TagOrDigest choose(Source source, TagOrDigest named) {
        return platform.isAsked() || SYSTEM.equals(multiArch) ? platform.choose(source, named) : named;
    }

    private PlatformFilter platforms() {
        String which = multiArch == null ? ALL : multiArch;
        if (strip && List.of(ALL, SYSTEM, INDEX_ONLY).contains(which)) {
            throw wrong(
                    "--strip-removed-platforms: wanted platforms for --multi-arch, such as linux/amd64,linux/arm64");
        }
        return switch (which) {
            case ALL, SYSTEM -> PlatformFilter.ALL;
            case INDEX_ONLY -> PlatformFilter.INDEX_ONLY;
            default -> new PlatformFilter(strip ? PlatformFilter.Mode.REWRITE : PlatformFilter.Mode.SPARSE,
                    Arrays.stream(which.split(",", -1)).map(Platform::parse).toList());
        };
    }

    private static ExplainedException wrong(String why) {
        return new ExplainedException(ExitCode.USAGE, why);
    }
}
