package dev.crossdock.image;

import java.util.regex.Pattern;

/** A tag: a word character, then at most 127 word characters, dots or dashes (OCI distribution spec, "Pulling"). */
public record Tag(String name) implements TagOrDigest, Comparable<Tag> {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** Throws IllegalArgumentException where the name is not a tag. */
    public Tag {
        if (!GRAMMAR.matcher(name).matches()) {
            throw new IllegalArgumentException(("tag \"%s\": wanted 1 to 128 of A-Z a-z 0-9 _ . - "
                    + "and no dot or dash at the start").formatted(Quoted.capped(name)));
        }
    }

    /** By character code, the order in which registries list tags. */
    @Override
    public int compareTo(Tag other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
