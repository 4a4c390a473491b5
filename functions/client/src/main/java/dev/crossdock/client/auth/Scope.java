package dev.crossdock.client.auth;

import dev.crossdock.image.Repository;

/** A right on a repository, as token servers write it: {@code repository:team/app:pull,push}. */
public record Scope(String text) implements Comparable<Scope> {
    /** The right to read. */
    public static Scope pull(Repository repository) {
        return new Scope("repository:" + repository + ":pull");
    }

    /** The right to read and write. */
    public static Scope push(Repository repository) {
        return new Scope("repository:" + repository + ":pull,push");
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
