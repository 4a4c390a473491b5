package dev.crossdock.client.auth;

import dev.crossdock.image.Repository;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A right, as token servers write it: {@code repository:team/app:pull,push}. */
public record Scope(String text) implements Comparable<Scope> {
    /** How many rights a challenge may add to those that we ask for. */
    private static final int MAXIMUM_OFFERED = 8;

    /** The right to read. */
    public static Scope pull(Repository repository) {
        return new Scope("repository:" + repository + ":pull");
    }

    /** The right to read and write. */
    public static Scope push(Repository repository) {
        return new Scope("repository:" + repository + ":pull,push");
    }

    /** The right to list all repositories (distribution, "Token Scope Documentation"). */
    public static Scope catalog() {
        return new Scope("registry:catalog:*");
    }

    /** Those of a challenge's scope parameter, several parted by spaces, that these do not contain already. */
    static List<Scope> offered(String parameter, List<Scope> asked) {
        return Arrays.stream(parameter.split(" ", -1)).filter(text -> !text.isEmpty()).map(Scope::new)
                .filter(scope -> asked.stream().noneMatch(each -> each.covers(scope))).distinct()
                .limit(MAXIMUM_OFFERED).toList();
    }

    /** These and those, in the order that makes two lists of the same rights equal. */
    static List<Scope> sorted(List<Scope> these, List<Scope> those) {
        List<Scope> all = new ArrayList<>(these);
        all.addAll(those);
        return all.stream().distinct().sorted().toList();
    }

    /** Whether it is nothing but a right to read. */
    boolean isPull() {
        return text.startsWith("repository:") && text.endsWith(":pull");
    }

    private boolean covers(Scope other) {
        int ours = text.lastIndexOf(':');
        int theirs = other.text.lastIndexOf(':');
        return equals(other) || (ours > 0 && theirs > 0
                && text.substring(0, ours).equals(other.text.substring(0, theirs))
                && List.of(text.substring(ours + 1).split(",", -1))
                        .containsAll(List.of(other.text.substring(theirs + 1).split(",", -1))));
    }

    @Override
    public int compareTo(Scope other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
