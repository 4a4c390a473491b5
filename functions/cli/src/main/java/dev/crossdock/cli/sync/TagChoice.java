package dev.crossdock.cli.sync;

import dev.crossdock.image.Tag;
import dev.crossdock.plan.Glob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of a repository's tags are meant. */
final class TagChoice {
    /** How the tags begin that belong to another image: cosign's, and the fallback of registries without referrers. */
    private static final String OF_ANOTHER = "sha256-";

    @Option(names = "--include", paramLabel = "GLOB", description = "Only tags that fit: * stands for anything; may be repeated")
    private final List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "No tag that fits; may be repeated")
    private final List<String> excluded = new ArrayList<>();

    /** Those that are meant, images before the signatures of images. */
    List<Tag> of(List<Tag> all) {
        List<Glob> wanted = included.stream().map(Glob::new).toList();
        List<Glob> unwanted = excluded.stream().map(Glob::new).toList();
        return all.stream().filter(tag -> wanted.isEmpty() || fits(wanted, tag)).filter(tag -> !fits(unwanted, tag))
                .sorted(Comparator.comparing(tag -> tag.name().startsWith(OF_ANOTHER))).toList();
    }

    private static boolean fits(List<Glob> globs, Tag tag) {
        return globs.stream().anyMatch(glob -> glob.matches(tag.name()));
    }
}
