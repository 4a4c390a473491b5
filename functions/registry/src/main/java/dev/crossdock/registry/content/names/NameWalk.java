package dev.crossdock.registry.content.names;

import java.util.List;

/** Reads names from the storage. */
@FunctionalInterface
public interface NameWalk {
    /** The first names after {@code after}, in their natural order; fewer than {@code limit} only at the end. */
    List<String> after(String after, int limit);
}
