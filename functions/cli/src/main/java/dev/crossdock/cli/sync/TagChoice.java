package dev.crossdock.cli.sync;

import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.Glob;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of a repository's tags are meant. */
final class TagChoice {
    private static final String OF_SUBJECTS = "sha256-";

    @Option(names = "--include", paramLabel = "GLOB", description = "Only tags that fit: * stands for anything; may be repeated")
    private final List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "No tag that fits; may be repeated")
    private final List<String> excluded = new ArrayList<>();

    boolean isMade() {
        return !included.isEmpty() || !excluded.isEmpty();
    }

    /**
     * Those that are meant. Tags that belong to another image, cosign's and the list of its referrers, come with that
     * image; a list of referrers is merged there, and never replaced. Who wants cosign's by themselves includes them by
     * a pattern that begins as they do.
     */
    List<Tag> of(List<Tag> all) {
        List<Glob> wanted = included.stream().map(Glob::new).toList();
        List<Glob> ofSubjects = wanted.stream().filter(glob -> glob.text().startsWith(OF_SUBJECTS)).toList();
        List<Glob> unwanted = excluded.stream().map(Glob::new).toList();
        return all.stream()
                .filter(tag -> SubjectTag.subject(tag).isPresent()
                        ? fits(ofSubjects, tag) && tag.name().indexOf('.') >= 0
                        : wanted.isEmpty() || fits(wanted, tag))
                .filter(tag -> !fits(unwanted, tag)).toList();
    }

    private static boolean fits(List<Glob> globs, Tag tag) {
        return globs.stream().anyMatch(glob -> glob.matches(tag.name()));
    }
}
