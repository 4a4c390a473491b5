package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tags of all repositories. A tag exists once its {@code current} link does. */
public final class Tags {
    private static final Logger LOG = LoggerFactory.getLogger(Tags.class);

    private final StorageDriver driver;
    private final Links links;
    private final RepositoryLocks locks;
    private final ImmutableTags immutable;

    Tags(StorageDriver driver, Links links, RepositoryLocks locks, ImmutableTags immutable) {
        this.immutable = immutable;
        this.driver = driver;
        this.links = links;
        this.locks = locks;
    }

    /** What the tag points at, where there is such a tag. */
    public Optional<Digest> current(Repository repository, Tag tag) {
        return links.read(Layout.current(repository, tag));
    }

    /** The first tags after {@code after} by character code, at most {@code limit}. */
    public List<Tag> list(Repository repository, String after, int limit) {
        List<Tag> found = new ArrayList<>();
        String reached = after;
        while (found.size() < limit) {
            List<String> names = driver.list(Layout.tags(repository), reached, limit);
            if (names.isEmpty()) {
                return found;
            }
            names.stream().flatMap(name -> existing(repository, name).stream()).limit(limit - found.size())
                    .forEach(found::add);
            reached = names.getLast();
        }
        return found;
    }

    /** Whether the repository has, or ever had, a manifest. */
    public boolean knows(Repository repository) {
        return driver.stat(Layout.manifests(repository)).isPresent();
    }

    /** Whether the tag is put once, and then neither moved nor deleted. */
    public boolean isFixed(Repository repository, Tag tag) {
        return immutable.holdFor(repository, tag);
    }

    /** Whether the tag points at something else. */
    boolean isElsewhere(Repository repository, Tag tag, Digest wanted) {
        return current(repository, tag).filter(found -> !found.equals(wanted)).isPresent();
    }

    /** Removes the tag if it still points there; false where it does not. */
    public boolean deleteAt(Repository repository, Tag tag, Digest expected) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            return current(repository, tag).equals(Optional.of(expected)) && remove(repository, tag);
        }
    }

    /** Removes the tag and its history; false where there was none. */
    public boolean delete(Repository repository, Tag tag) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            return driver.stat(Layout.current(repository, tag)).isPresent() && remove(repository, tag);
        }
    }

    /** The pointer first: a crash in between leaves only history, which is no tag. */
    boolean remove(Repository repository, Tag tag) {
        boolean removed = driver.delete(Layout.current(repository, tag), Durability.SYNCED);
        driver.delete(Layout.tag(repository, tag), Durability.RELAXED);
        return removed;
    }

    /**
     * History first, then the pointer: the pointer is what readers see. A tag that may not be moved has its pointer first:
     * who loses the race for it leaves no trace that he won. False where it points at something else.
     */
    boolean put(Repository repository, Tag tag, Digest canonical, boolean mayMove) {
        boolean isMovable = mayMove && !isFixed(repository, tag);
        if (!isMovable && !links.create(Layout.current(repository, tag), canonical)) {
            return false;
        }
        links.write(Layout.history(repository, tag, canonical), canonical);
        if (isMovable) {
            links.write(Layout.current(repository, tag), canonical);
        }
        return true;
    }

    List<Tag> pointingAt(Repository repository, Digest canonical) {
        List<Tag> pointing = new ArrayList<>();
        String reached = "";
        while (true) {
            List<String> names = driver.list(Layout.tags(repository), reached, StorageDriver.MAXIMUM_LISTED);
            if (names.isEmpty()) {
                return pointing;
            }
            names.stream().flatMap(name -> existing(repository, name).stream())
                    .filter(tag -> pointsAt(repository, tag, canonical)).forEach(pointing::add);
            reached = names.getLast();
        }
    }

    /** A tag that cannot be read is told and passed by: its damage may not keep others from being deleted. */
    private boolean pointsAt(Repository repository, Tag tag, Digest canonical) {
        try {
            return current(repository, tag).equals(Optional.of(canonical));
        } catch (StorageException e) {
            LOG.warn("find the tags of {} in {}: tag {} is passed by: {}", canonical, repository, tag, e.getMessage());
            return false;
        }
    }

    /** Names that are no tags are not ours to judge, and left out. */
    private Optional<Tag> existing(Repository repository, String name) {
        try {
            Tag tag = new Tag(name);
            return driver.stat(Layout.current(repository, tag)).map(stat -> tag);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
