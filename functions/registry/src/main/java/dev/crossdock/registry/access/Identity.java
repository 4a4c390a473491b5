package dev.crossdock.registry.access;

import java.util.Set;

/**
 * Who sent a request.
 *
 * @param name   of the user; empty for the anonymous, which no user can be called
 * @param groups that the access file counts the user to
 */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record Identity(String name, Set<String> groups) {
    /** Somebody without credentials. */
    public static final Identity ANONYMOUS = new Identity("", Set.of());

    /** Copies the groups in. */
    public Identity {
        groups = Set.copyOf(groups);
    }

    static Identity user(String name) {
        return new Identity(name, Set.of());
    }

    /** Whether nobody knows who it is. */
    public boolean isAnonymous() {
        return name.isEmpty();
    }
}
