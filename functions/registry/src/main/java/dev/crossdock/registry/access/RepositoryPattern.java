package dev.crossdock.registry.access;

import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of repositories: {@code *} and {@code ?} stand for characters within a component, {@code **} for any number of
 * components, of which there is at least one where it ends the pattern. Matched without backtracking: its cost is at
 * most the product of both lengths.
 */
record RepositoryPattern(List<String> components) {
    private static final String ANY = "**";
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9._*?/-]{1," + Repository.MAXIMUM_LENGTH + "}");

    RepositoryPattern {
        components = List.copyOf(components);
    }

    /** Reads one; throws IllegalArgumentException, quoting what can never match. */
    static RepositoryPattern parse(String text) {
        List<String> components = List.of(text.split("/", -1));
        boolean isGood = GRAMMAR.matcher(text).matches() && components.stream()
                .noneMatch(component -> component.isEmpty() || (component.contains(ANY) && !component.equals(ANY)));
        if (!isGood) {
            throw new IllegalArgumentException(("\"%s\": wanted a pattern such as team/app, team/* (one component) or "
                    + "team/** (any number), of the characters that repositories have").formatted(Quoted.capped(text)));
        }
        return new RepositoryPattern(components);
    }

    boolean matches(Repository repository) {
        List<String> names = List.of(repository.name().split("/", -1));
        boolean[] reached = new boolean[names.size() + 1];
        reached[0] = true;
        for (int i = 0; i < components.size(); i++) {
            reached = components.get(i).equals(ANY)
                    ? afterAny(reached, i == components.size() - 1)
                    : afterOne(reached, components.get(i), names);
        }
        return reached[names.size()];
    }

    private static boolean[] afterAny(boolean[] reached, boolean isLast) {
        boolean[] next = new boolean[reached.length];
        boolean isReached = false;
        for (int i = 0; i < next.length; i++) {
            next[i] = isReached || (reached[i] && !isLast);
            isReached |= reached[i];
        }
        return next;
    }

    private static boolean[] afterOne(boolean[] reached, String component, List<String> names) {
        boolean[] next = new boolean[reached.length];
        for (int i = 0; i < names.size(); i++) {
            next[i + 1] = reached[i] && matches(component, names.get(i));
        }
        return next;
    }

    /** Goes back to the last star alone, which is enough. */
    private static boolean matches(String glob, String name) {
        int at = 0;
        int star = -1;
        int resumed = 0;
        for (int i = 0; i < name.length();) {
            if (at < glob.length() && glob.charAt(at) == '*') {
                star = at++;
                resumed = i;
            } else if (at < glob.length() && (glob.charAt(at) == '?' || glob.charAt(at) == name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resumed;
            } else {
                return false;
            }
        }
        while (at < glob.length() && glob.charAt(at) == '*') {
            at++;
        }
        return at == glob.length();
    }
}
