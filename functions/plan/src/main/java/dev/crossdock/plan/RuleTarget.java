package dev.crossdock.plan;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;

/**
 * Where a rule sends a tag.
 *
 * @param registry   the name that the configuration gives it
 * @param repository made from the source's names
 * @param tag        made from the source's names
 */
public record RuleTarget(String registry, Template repository, Template tag) {
    private static final TagLocation SIMPLEST = new TagLocation("a", new Repository("a"), new Tag("a"));

    /** Throws IllegalArgumentException where the registry's name is not one, or the templates never make names. */
    public RuleTarget {
        TagLocation.requireRegistryName(registry);
        made(registry, repository, tag, SIMPLEST);
    }

    /** The target of one source; throws IllegalArgumentException where the names that come out are none. */
    TagLocation of(TagLocation source) {
        return made(registry, repository, tag, source);
    }

    private static TagLocation made(String registry, Template repository, Template tag, TagLocation source) {
        return new TagLocation(registry, new Repository(repository.expand(source)), new Tag(tag.expand(source)));
    }
}
