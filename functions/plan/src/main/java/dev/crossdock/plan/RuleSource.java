package dev.crossdock.plan;

import java.util.List;

/**
 * Which tags a rule is for.
 *
 * @param registry     the name that the configuration gives it
 * @param repositories of which one has to fit
 * @param tags         of which one has to fit
 */
public record RuleSource(String registry, List<Glob> repositories, List<Glob> tags) {
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

    /** Whether a tag is meant. */
    public boolean matches(TagLocation location) {
        return registry.equals(location.registry()) && any(repositories, location.repository().name())
                && any(tags, location.tag().name());
    }

    private static boolean any(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }
}
