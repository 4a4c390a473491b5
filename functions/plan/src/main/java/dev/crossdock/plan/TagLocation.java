package dev.crossdock.plan;

import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.regex.Pattern;

/**
 * Where a tag lives: the name that our configuration gives a registry, the repository there, the tag in it. The name is
 * no host: addresses and credentials come from the configuration alone.
 */
public record TagLocation(String registry, Repository repository, Tag tag) implements Comparable<TagLocation> {
    /** The longest name of a registry, in characters. */
    public static final int MAXIMUM_REGISTRY_LENGTH = 63;

    private static final Pattern REGISTRY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*+");

    /** Throws IllegalArgumentException where the registry's name is not one. */
    public TagLocation {
        requireRegistryName(registry);
    }

    /** Reads {@code registry/repository:tag}; throws IllegalArgumentException, quoting the text. */
    public static TagLocation parse(String text) {
        int slash = text.indexOf('/');
        int colon = text.lastIndexOf(':');
        if (slash < 0 || colon < slash) {
            throw new IllegalArgumentException(
                    "\"%s\": wanted registry/repository:tag, with a registry named in the configuration"
                            .formatted(Quoted.capped(text)));
        }
        return new TagLocation(text.substring(0, slash), new Repository(text.substring(slash + 1, colon)),
                new Tag(text.substring(colon + 1)));
    }

    /** Gives back the name of a registry; throws IllegalArgumentException, quoting it, where it is not one. */
    public static String requireRegistryName(String name) {
        if (name.length() > MAXIMUM_REGISTRY_LENGTH || !REGISTRY.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "registry \"%s\": wanted a name of at most %d of A-Z a-z 0-9 . _ -, a letter or digit first"
                            .formatted(Quoted.capped(name), MAXIMUM_REGISTRY_LENGTH));
        }
        return name;
    }

    @Override
    public int compareTo(TagLocation other) {
        int byRegistry = registry.compareTo(other.registry);
        int byRepository = byRegistry != 0 ? byRegistry : repository.compareTo(other.repository);
        return byRepository != 0 ? byRepository : tag.compareTo(other.tag);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return registry + "/" + repository + ":" + tag;
    }
}
