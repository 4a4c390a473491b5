package dev.crossdock.plan;

import dev.crossdock.image.Repository;
import dev.crossdock.image.attached.SubjectTag;
import java.util.List;

/**
 * Which tags a rule is for.
 *
 * @param registry     the name that the configuration gives it
 * @param repositories of which one has to fit
 * @param tags         of which one has to fit
 */
public record RuleSource(String registry, List<Glob> repositories, List<Glob> tags) {
    private static final String DIGEST_TAGS = "sha256-";

    /** Throws IllegalArgumentException where there is no pattern. Copies the lists in. */
    public RuleSource {
        TagLocation.requireRegistryName(registry);
        repositories = List.copyOf(repositories);
        tags = List.copyOf(tags);
        if (repositories.isEmpty() || tags.isEmpty()) {
            throw new IllegalArgumentException(
                    "source in %s: wanted at least one repository pattern and one tag pattern".formatted(registry));
        }
    }

    /**
     * Whether a tag is meant. A pattern that could be for any tag is not for those that belong to another manifest
     * (cosign's, and lists of referrers): they go with what they belong to.
     */
    public boolean matches(TagLocation location) {
        return matches(location.registry(), location.repository()) && tags.stream()
                .anyMatch(glob -> glob.matches(location.tag().name())
                        && (glob.text().startsWith(DIGEST_TAGS) || SubjectTag.subject(location.tag()).isEmpty()));
    }

    /** Whether tags of a repository may be meant. */
    public boolean matches(String registryName, Repository repository) {
        return registry.equals(registryName) && any(repositories, repository.name());
    }

    private static boolean any(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }
}
