package dev.crossdock.plan;

import dev.crossdock.image.Manifest;

/** What to do about one manifest that the target needs. */
public sealed interface ManifestTask {
    /** The manifest, with the bytes it came from. */
    Manifest manifest();

    /** The target repository holds it and all that was planned beneath it: nothing to do. */
    record Keep(Manifest manifest) implements ManifestTask {}

    /**
     * Put by its digest, after everything beneath it.
     *
     * @param held whether the target holds it already, and puts it again because something beneath it was missing
     */
    record Put(Manifest manifest, boolean held) implements ManifestTask {}
}
