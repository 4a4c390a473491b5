package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import java.util.Collection;

/** Which blobs writers are about to link, or have linked since a collection began. */
interface Intents {
    /** Says so; once this returns, {@link #has} knows. */
    void announce(Collection<Digest> digests);

    /** The links stand, or never will. */
    void done(Collection<Digest> digests);

    /** A collection begins: from here on until its end, what is announced stays known when it is done. */
    void begin();

    /** Whether a link may have been written since the collection began, or may yet be by one who passed before now. */
    boolean has(Digest digest);

    /** The collection ended. */
    void end();
}
