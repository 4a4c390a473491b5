package dev.crossdock.registry.content.names;

import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds repositories that have manifests in the tree, and stops where it has enough. It goes straight to where it begins,
 * and takes one listing for each repository, whose entries tell whether it has manifests.
 */
public final class CatalogWalk {
    /** Entries of a listing that are no repositories: those that distribution and crossdock keep in one. */
    private static final int OTHERS = 16;
    private static final String RESERVED = "_";

    private static final String MANIFESTS = "_manifests";

    private final StorageDriver driver;
    private final StoragePath root;

    /** Walks beneath the root, where repositories lie by their names. */
    public CatalogWalk(StorageDriver driver, StoragePath root) {
        this.driver = driver;
        this.root = root;
    }

    /** The first names after {@code after}, at most {@code limit}. */
    public List<String> after(String after, int limit) {
        Found found = new Found(limit);
        found.behind("", after);
        return found.names;
    }

    /** One walk. */
    private final class Found {
        private final int limit;
        private final List<String> names = new ArrayList<>();

        Found(int limit) {
            this.limit = limit;
        }

        /** What lies beneath {@code name}, after {@code after}, which counts from there. */
        void behind(String name, String after) {
            int slash = after.indexOf('/');
            String first = slash < 0 ? after : after.substring(0, slash);
            String begun = child(name, first);
            if (isName(first, begun)) {
                if (slash < 0) {
                    beneath(begun, "");
                } else {
                    behind(begun, after.substring(slash + 1));
                }
            }
            beneath(name, first);
        }

        private void beneath(String name, String first) {
            if (!isFull()) {
                int asked = chunk();
                descend(name, list(name, first, asked), asked);
            }
        }

        private void descend(String name, List<String> first, int firstAsked) {
            List<String> children = first;
            int asked = firstAsked;
            while (!children.isEmpty() && !isFull()) {
                for (String child : children) {
                    visit(child, child(name, child));
                }
                boolean isLast = children.size() < asked;
                asked = chunk();
                children = isLast || isFull() ? List.of() : list(name, children.getLast(), asked);
            }
        }

        private void visit(String component, String name) {
            if (isFull() || !isName(component, name)) {
                return;
            }
            int asked = chunk();
            List<String> children = list(name, "", asked);
            if (children.contains(MANIFESTS) || (children.size() >= asked && hasManifests(name))) {
                names.add(name);
            }
            descend(name, children, asked);
        }

        private boolean hasManifests(String name) {
            return driver.stat(place(name).resolve(MANIFESTS)).isPresent();
        }

        private List<String> list(String name, String after, int asked) {
            return driver.list(place(name), after, asked);
        }

        private int chunk() {
            return Math.min(limit - names.size() + OTHERS, StorageDriver.MAXIMUM_LISTED);
        }

        private boolean isFull() {
            return names.size() >= limit;
        }
    }

    private StoragePath place(String name) {
        return name.isEmpty() ? root : root.resolve(name);
    }

    private static String child(String name, String component) {
        return name.isEmpty() ? component : name + "/" + component;
    }

    private static boolean isName(String component, String name) {
        if (component.isEmpty() || component.startsWith(RESERVED) || name.length() > Repository.MAXIMUM_LENGTH) {
            return false;
        }
        try {
            return new Repository(component).name().equals(component);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
