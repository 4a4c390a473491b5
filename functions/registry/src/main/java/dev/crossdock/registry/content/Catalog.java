package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.names.CatalogWalk;
import dev.crossdock.registry.content.names.KnownNames;
import dev.crossdock.registry.content.names.NameWalk;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Manifests.Deletion;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    private final StorageDriver driver;
    private final RepositoryLocks locks;
    private final Tags tags;
    private final NameWalk walk;
    private final boolean isOwned;
    private volatile Consumer<Repository> forgetter = repository -> {};
    private final KnownNames known = new KnownNames(MAXIMUM_KNOWN);

    Catalog(StorageDriver driver, RepositoryLocks locks, Tags tags, boolean isOwned) {
        this.driver = driver;
        this.locks = locks;
        this.tags = tags;
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

    /**
     * Removes all that the repository has, {@code before} being told which tags these are: tags first, so that none ever leads to something that is gone. Uploads that are
     * under way stay, and may make the repository anew.
     */
    public Deletion delete(Repository repository, Consumer<List<Tag>> before) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            if (Stream.of(Layout.manifests(repository), Layout.layers(repository))
                    .allMatch(path -> driver.stat(path).isEmpty())) {
                return new Deletion.Unknown();
            }
            List<Tag> all = all(repository);
            Optional<Tag> fixed = all.stream().filter(tag -> tags.isFixed(repository, tag)).findFirst();
            if (fixed.isPresent()) {
                return new Deletion.Immutable(fixed.get());
            }
            before.accept(all);
            all.forEach(tag -> tags.remove(repository, tag));
            Stream.of(Layout.manifests(repository), Layout.referrers(repository), Layout.layers(repository))
                    .forEach(path -> driver.delete(path, Durability.SYNCED));
            forget(repository);
            return new Deletion.Deleted(all);
        }
    }

    private List<Tag> all(Repository repository) {
        List<Tag> all = new ArrayList<>();
        List<Tag> page = tags.list(repository, "", StorageDriver.MAXIMUM_LISTED);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = tags.list(repository, page.getLast().name(), StorageDriver.MAXIMUM_LISTED);
        }
        return all;
    }

    /**
     * Removes what is left of a repository without manifests and tags, or without blobs; says whether that was anything. A
     * shared storage has objects alone, and nothing is left once they are gone.
     */
    public boolean dropIfEmpty(Repository repository) {
        if (!isOwned) {
            return false;
        }
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            boolean isDropped = false;
            if (tags.list(repository, "", 1).isEmpty() && hasNoLink(Layout.revisions(repository))) {
                isDropped = driver.delete(Layout.manifests(repository), Durability.RELAXED);
                driver.delete(Layout.referrers(repository), Durability.RELAXED);
                forget(repository);
            }
            if (hasNoLink(Layout.layers(repository))) {
                isDropped |= driver.delete(Layout.layers(repository), Durability.RELAXED);
            }
            return isDropped;
        }
    }

    private boolean hasNoLink(StoragePath links) {
        for (String algorithm : driver.list(links, "", StorageDriver.MAXIMUM_LISTED)) {
            StoragePath beneath = links.resolve(algorithm);
            List<String> names = driver.list(beneath, "", StorageDriver.MAXIMUM_LISTED);
            while (!names.isEmpty()) {
                if (names.stream().anyMatch(name -> driver.statObject(beneath.resolve(name + "/link")).isPresent())) {
                    return false;
                }
                names = driver.list(beneath, names.getLast(), StorageDriver.MAXIMUM_LISTED);
            }
        }
        return true;
    }

    /** Lists know nothing of it any more. */
    private void forget(Repository repository) {
        remove(repository);
        tags.forget(repository);
        forgetter.accept(repository);
    }

    /** Has another one forget what goes. */
    void alsoForget(Consumer<Repository> other) {
        forgetter = other;
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
