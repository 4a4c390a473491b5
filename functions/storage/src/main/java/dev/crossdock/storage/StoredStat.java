package dev.crossdock.storage;

import java.time.Instant;

/**
 * What is at a path.
 *
 * @param kind     object, or a path with something beneath it
 * @param size     in bytes; 0 for a tree
 * @param modified when it was last written
 */
public record StoredStat(Kind kind, long size, Instant modified) {
    /** What can be at a path. */
    public enum Kind {
        OBJECT, TREE
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return kind == Kind.OBJECT;
    }
}
