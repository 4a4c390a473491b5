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
    /** Throws IllegalArgumentException where the registry's name is not one. */
    public RuleTarget {
        TagLocation.requireRegistryName(registry);
    }

    /** The target of one source; throws IllegalArgumentException where the names that come out are none. */
    TagLocation of(TagLocation source) {
        return new TagLocation(registry, new Repository(repository.expand(source)), new Tag(tag.expand(source)));
    }
}
