package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The repositories that have manifests, found by walking the tree. They come in the order of the walk: by components,
 * so that {@code a/b} stands before {@code a-b}, as distribution lists them.
 */
public final class Catalog {
    private static final Comparator<String> BY_COMPONENT = Comparator.comparing(name -> name.replace('/', '\0'));

    private final StorageDriver driver;

    Catalog(StorageDriver driver) {
        this.driver = driver;
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
