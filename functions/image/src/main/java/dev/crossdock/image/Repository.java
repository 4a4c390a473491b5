package dev.crossdock.image;

/** The name of a repository within a registry: path components joined by slashes (OCI distribution spec, "Pulling"). */
public record Repository(String name) implements Comparable<Repository> {
    /** The longest name, in characters, that distribution and its kin accept. */
    public static final int MAXIMUM_LENGTH = 255;

    /** Throws IllegalArgumentException where the name is not one of a repository. */
    public Repository {
        if (name.length() > MAXIMUM_LENGTH || !isName(name)) {
            throw new IllegalArgumentException(("repository \"%s\": wanted at most %d characters, components of "
                    + "a-z 0-9, joined inside by . _ __ or dashes, between slashes").formatted(Quoted.capped(name),
                            MAXIMUM_LENGTH));
        }
    }

    /** {@code [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*}, any number of it between slashes; each request asks this. */
    private static boolean isName(String text) {
        char before = '/';
        boolean isDoubled = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isSecond = c == '_' && before == '_' && !isDoubled;
            boolean isFit = isAlphanumeric(c) || isSecond || (c == '-' && before == '-')
                    || ((c == '.' || c == '_' || c == '-' || c == '/') && isAlphanumeric(before));
            if (!isFit) {
                return false;
            }
            isDoubled = isSecond;
            before = c;
        }
        return isAlphanumeric(before);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
