package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import java.util.Collection;

/** The marks of blobs that are about to be deleted. */
interface Condemned {
    /** Marks it; once this returns, {@link #has} knows. */
    void mark(Digest digest);

    /** Takes the mark away. */
    void unmark(Digest digest);

    /** Whether one of these is marked. */
    boolean hasAny(Collection<Digest> digests);

    /** Whether this is marked. */
    boolean has(Digest digest);

    /** Removes every mark: for who knows that no collector lives. */
    void clear();
}
