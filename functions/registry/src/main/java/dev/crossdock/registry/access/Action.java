package dev.crossdock.registry.access;

import java.util.Arrays;
import java.util.Locale;

/** What can be done with a repository. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public enum Action {
    /** To read manifests, blobs, tags and referrers. */
    PULL("pull"),
    /** To write blobs, manifests and new tags. */
    PUSH("push"),
    /** To let a tag that exists point at something else. */
    OVERWRITE("push"),
    /** To delete manifests, tags and blobs. */
    DELETE("delete");

    private final String scope;

    Action(String scope) {
        this.scope = scope;
    }

    /** By the name that stands in an access file; throws IllegalArgumentException for another. */
    static Action named(String name) {
        return Arrays.stream(values()).filter(action -> action.toString().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("wanted pull, push, overwrite or delete"));
    }

    /** Its name in a token, which knows no overwriting. */
    String scope() {
        return scope;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
