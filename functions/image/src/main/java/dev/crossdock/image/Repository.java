package dev.crossdock.image;

import java.util.regex.Pattern;

/** The name of a repository within a registry: path components joined by slashes (OCI distribution spec, "Pulling"). */
public record Repository(String name) implements Comparable<Repository> {
    /** The longest name, in characters, that distribution and its kin accept. */
    public static final int MAXIMUM_LENGTH = 255;

    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern GRAMMAR = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");

    /** Throws IllegalArgumentException where the name is not one of a repository. */
    public Repository {
        if (name.length() > MAXIMUM_LENGTH || !GRAMMAR.matcher(name).matches()) {
            throw new IllegalArgumentException(("repository \"%s\": wanted at most %d characters, components of "
                    + "a-z 0-9, joined inside by . _ __ or dashes, between slashes").formatted(Quoted.capped(name),
                            MAXIMUM_LENGTH));
        }
    }

    @Override
    public int compareTo(Repository other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
