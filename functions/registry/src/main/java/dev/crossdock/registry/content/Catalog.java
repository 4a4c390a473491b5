package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.names.CatalogWalk;
import dev.crossdock.registry.content.names.KnownNames;
import dev.crossdock.registry.content.names.NameWalk;
import dev.crossdock.storage.StorageDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The repositories that have manifests. They come in the order of a walk through the tree: by components, so that
 * {@code a/b} stands before {@code a-b}, as distribution lists them.
 */
public final class Catalog {
    /** The most repositories that are remembered, about 25 MB of them; what lies behind is walked to for each page. */
    static final int MAXIMUM_KNOWN = 200_000;

    private static final char SEPARATOR = '/';
    /** Sorts before all else, so that names in their natural order are in the order of the walk. */
    private static final char FIRST = '\0';

    private final NameWalk walk;
    private final boolean isOwned;
    private final KnownNames known = new KnownNames(MAXIMUM_KNOWN);

    Catalog(StorageDriver driver, boolean isOwned) {
        CatalogWalk places = new CatalogWalk(driver, Layout.REPOSITORIES);
        this.walk = (after, limit) -> places.after(name(after), limit).stream().map(Catalog::key).toList();
        this.isOwned = isOwned;
    }

    /** The first repositories after {@code after} that are wanted, at most {@code limit}. */
    public List<Repository> list(String after, int limit, Predicate<Repository> wanted) {
        List<Repository> found = new ArrayList<>();
        String reached = after;
        while (found.size() < limit) {
            List<Repository> some = list(reached, limit);
            some.stream().filter(wanted).limit(limit - found.size()).forEach(found::add);
            if (some.size() < limit) {
                return found;
            }
            reached = some.getLast().name();
        }
        return found;
    }

    /** The first repositories after {@code after}, at most {@code limit}. */
    public List<Repository> list(String after, int limit) {
        String key = key(after);
        List<String> found = isOwned ? known.page(key, limit, walk) : walk.after(key, limit);
        return found.stream().map(each -> new Repository(name(each))).toList();
    }

    /** Called after the repository's first manifest has been linked, and at any later one. */
    void add(Repository repository) {
        known.add(key(repository.name()));
    }

    /** Called after the place of the repository's manifests has been removed. */
    void remove(Repository repository) {
        known.remove(key(repository.name()));
    }

    /** Called after a write failed, so that nobody knows what there is. */
    void forget() {
        known.forget();
    }

    private static String key(String name) {
        return name.replace(SEPARATOR, FIRST);
    }

    private static String name(String key) {
        return key.replace(FIRST, SEPARATOR);
    }
}
