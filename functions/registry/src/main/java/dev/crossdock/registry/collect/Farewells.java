package dev.crossdock.registry.collect;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.function.BooleanSupplier;

/** Tells others of the tags that go by retention. */
@FunctionalInterface
public interface Farewells {
    /** Nobody is told. */
    Farewells SILENT = (repository, tag, deletion) -> deletion.getAsBoolean();

    /** Runs the deletion, says whether the tag went by it, and tells of that. */
    boolean part(Repository repository, Tag tag, BooleanSupplier deletion);
}
