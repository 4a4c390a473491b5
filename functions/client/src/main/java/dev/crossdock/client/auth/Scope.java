package dev.crossdock.client.auth;

import dev.crossdock.image.Repository;

/** A right, as token servers write it: {@code repository:team/app:pull,push}. */
public record Scope(String text) implements Comparable<Scope> {
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

    @Override
    public int compareTo(Scope other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
