package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** For a storage that this process owns: without a request, and where the medium has no room for a mark. */
final class MemoryCondemned implements Condemned {
    private final Set<Digest> marked = ConcurrentHashMap.newKeySet();

    @Override
    public void mark(Digest digest) {
        marked.add(digest);
    }

    @Override
    public void unmark(Digest digest) {
        marked.remove(digest);
    }

    @Override
    public boolean hasAny(Collection<Digest> digests) {
        return digests.stream().anyMatch(marked::contains);
    }

    @Override
    public boolean has(Digest digest) {
        return marked.contains(digest);
    }

    @Override
    public void clear() {
        marked.clear();
    }
}
