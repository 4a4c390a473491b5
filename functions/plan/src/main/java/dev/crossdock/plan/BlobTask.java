package dev.crossdock.plan;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;

/** What to do about one blob that the target needs. */
public sealed interface BlobTask {
    /** The blob. */
    Descriptor blob();

    /** The target repository holds it: nothing to do. */
    record Keep(Descriptor blob) implements BlobTask {}

    /** Another repository of the target's registry holds it: linked there, without moving its bytes. */
    record Mount(Descriptor blob, Repository from) implements BlobTask {}

    /** Read from the source and written to the target, byte for byte. */
    record Stream(Descriptor blob) implements BlobTask {}
}
