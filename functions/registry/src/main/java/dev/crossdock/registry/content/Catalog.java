package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Manifests.Deletion;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The repositories that have manifests, found by walking the tree. They come in the order of the walk: by components,
 * so that {@code a/b} stands before {@code a-b}, as distribution lists them.
 */
public final class Catalog {
    private static final Comparator<String> BY_COMPONENT = Comparator.comparing(name -> name.replace('/', '\0'));

    private final StorageDriver driver;
    private final RepositoryLocks locks;
    private final Tags tags;
    private final boolean isExclusive;

    Catalog(StorageDriver driver, RepositoryLocks locks, Tags tags, boolean isExclusive) {
        this.isExclusive = isExclusive;
        this.driver = driver;
        this.locks = locks;
        this.tags = tags;
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
        List<Repository> found = new ArrayList<>();
        walk("", after, limit, found);
        return found;
    }

    /**
     * Removes all that the repository has: tags first, so that none ever leads to something that is gone. Uploads that are
     * under way stay, and may make the repository anew.
     */
    public Deletion delete(Repository repository) {
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
            all.forEach(tag -> tags.remove(repository, tag));
            Stream.of(Layout.manifests(repository), Layout.referrers(repository), Layout.layers(repository))
                    .forEach(path -> driver.delete(path, Durability.SYNCED));
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
        if (!isExclusive) {
            return false;
        }
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            boolean isDropped = false;
            if (tags.list(repository, "", 1).isEmpty() && hasNoLink(Layout.revisions(repository))) {
                isDropped = driver.delete(Layout.manifests(repository), Durability.RELAXED);
                driver.delete(Layout.referrers(repository), Durability.RELAXED);
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
                if (names.stream().anyMatch(name -> driver.stat(beneath.resolve(name + "/link")).isPresent())) {
                    return false;
                }
                names = driver.list(beneath, names.getLast(), StorageDriver.MAXIMUM_LISTED);
            }
        }
        return true;
    }

    private void walk(String name, String after, int limit, List<Repository> found) {
        StoragePath path = name.isEmpty() ? Layout.REPOSITORIES : Layout.REPOSITORIES.resolve(name);
        if (!name.isEmpty() && BY_COMPONENT.compare(name, after) > 0
                && driver.stat(path.resolve(Layout.MANIFESTS)).isPresent()) {
            found.add(new Repository(name));
        }
        String reached = "";
        while (found.size() < limit) {
            List<String> names = driver.list(path, reached, StorageDriver.MAXIMUM_LISTED);
            if (names.isEmpty()) {
                return;
            }
            for (String child : names) {
                if (found.size() < limit && isComponent(child)) {
                    descend(name.isEmpty() ? child : name + "/" + child, after, limit, found);
                }
            }
            reached = names.getLast();
        }
    }

    /** Passes by what lies wholly before {@code after}. */
    private void descend(String name, String after, int limit, List<Repository> found) {
        boolean isBefore = BY_COMPONENT.compare(name, after) <= 0 && !after.startsWith(name + "/")
                && !after.equals(name);
        if (!isBefore && name.length() <= Repository.MAXIMUM_LENGTH) {
            walk(name, after, limit, found);
        }
    }

    private static boolean isComponent(String name) {
        try {
            return new Repository(name).name().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
