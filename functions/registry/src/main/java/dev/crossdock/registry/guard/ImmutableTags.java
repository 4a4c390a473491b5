package dev.crossdock.registry.guard;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.List;

/** Which tags are put once, and then neither moved nor deleted. */
public record ImmutableTags(List<Rule> rules) {
    /** None. */
    public static final ImmutableTags NONE = new ImmutableTags(List.of());

    /** Copies the list in. */
    public ImmutableTags {
        rules = List.copyOf(rules);
    }

    /** The tags that fit one pattern, in repositories that fit another. */
    public record Rule(Glob repository, Glob tags) {
        boolean holds(Repository name, Tag tag) {
            return repository.matches(name.name()) && tags.matches(tag.name());
        }
    }

    /** Whether one of the rules holds for this tag. */
    public boolean holdFor(Repository repository, Tag tag) {
        return rules.stream().anyMatch(rule -> rule.holds(repository, tag));
    }
}
