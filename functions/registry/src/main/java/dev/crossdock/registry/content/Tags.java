package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.names.KnownLists;
import dev.crossdock.registry.content.names.Spread;
import dev.crossdock.registry.content.names.TagWalk;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tags of all repositories. A tag exists once its {@code current} link does. */
public final class Tags {
    /** The most tags that are remembered, of all repositories together: about 20 MB of them. */
    static final int MAXIMUM_KNOWN = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(Tags.class);

    private final StorageDriver driver;
    private final Links links;
    private final RepositoryLocks locks;
    private final ImmutableTags immutable;
    private final boolean isOwned;
    private final Set<Search> searches = ConcurrentHashMap.newKeySet();
    private final KnownLists<Repository> known = new KnownLists<>(MAXIMUM_KNOWN);

    Tags(Manifests.Storage storage, ImmutableTags immutable) {
        this.immutable = immutable;
        this.driver = storage.driver();
        this.links = storage.links();
        this.locks = storage.locks();
        this.isOwned = storage.guard().isExclusive();
    }

    /** What the tag points at, by the digest that it was put with, where there is such a tag. */
    public Optional<Digest> current(Repository repository, Tag tag) {
        return links.read(Layout.current(repository, tag));
    }

    /** Whether the tag points at the manifest, by whichever of its digests. */
    public boolean isAt(Repository repository, Tag tag, Digest digest) {
        return current(repository, tag).map(held -> canonical(repository, held))
                .equals(Optional.of(canonical(repository, digest)));
    }

    /** Whether there is such a tag, and it points at the manifest, did once, or was about to when a process ended. */
    public boolean mayHaveBeenAt(Repository repository, Tag tag, Digest digest) {
        return isAt(repository, tag, digest) || (current(repository, tag).isPresent()
                && Stream.of(digest, canonical(repository, digest)).anyMatch(
                        each -> driver.statObject(Layout.history(repository, tag, each)).isPresent()));
    }

    private Digest canonical(Repository repository, Digest digest) {
        return links.read(Layout.revision(repository, digest)).orElse(digest);
    }

    /** The first tags after {@code after} by character code, at most {@code limit}. */
    public List<Tag> list(Repository repository, String after, int limit) {
        TagWalk walk = new TagWalk(driver, Layout.tags(repository));
        List<String> found = isOwned ? known.page(repository, after, limit, walk) : walk.after(after, limit);
        return found.stream().map(Tag::new).toList();
    }

    /** Whether the repository has a manifest, or had one and still has its place. */
    public boolean knows(Repository repository) {
        return driver.stat(Layout.manifests(repository)).isPresent();
    }

    /** Whether the tag is put once, and then neither moved nor deleted; one that is torn can be put anew, and deleted. */
    public boolean isFixed(Repository repository, Tag tag) {
        return immutable.holdFor(repository, tag) && !links.isTorn(Layout.current(repository, tag));
    }

    /** Whether the tag points at something else than the manifest, by whichever of its digests. */
    boolean isElsewhere(Repository repository, Tag tag, Digest wanted) {
        return current(repository, tag).filter(found -> !canonical(repository, found).equals(wanted)).isPresent();
    }

    /** Removes the tag if it still points there; false where it does not. */
    public boolean deleteAt(Repository repository, Tag tag, Digest expected) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            return isAt(repository, tag, expected) && remove(repository, tag);
        }
    }

    /** Removes the tag and its history; false where there was none. */
    public boolean delete(Repository repository, Tag tag) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            return driver.statObject(Layout.current(repository, tag)).isPresent() && remove(repository, tag);
        }
    }

    /** The pointer first: a crash in between leaves only history, which is no tag. */
    boolean remove(Repository repository, Tag tag) {
        boolean removed = changed(repository, () -> driver.delete(Layout.current(repository, tag), Durability.SYNCED));
        known.remove(repository, tag.name());
        driver.delete(Layout.tag(repository, tag), Durability.RELAXED);
        return removed;
    }

    /**
     * History first, then the pointer: the pointer is what readers see. A tag that may not be moved has its pointer first:
     * who loses the race for it leaves no trace that he won. False where it points at something else.
     */
    boolean put(Repository repository, Tag tag, Digest digest, boolean mayMove) {
        boolean isMovable = mayMove && !isFixed(repository, tag);
        try {
            boolean isPut = changed(repository, () -> write(repository, tag, digest, isMovable));
            known.add(repository, tag.name()); // also where it points at something else: there is such a tag
            return isPut;
        } finally {
            // After the write: who began to look before it may have met the old pointer, who begins later meets the new one.
            searches.forEach(search -> search.tell(repository, tag));
        }
    }

    private boolean write(Repository repository, Tag tag, Digest digest, boolean isMovable) {
        if (!isMovable && !links.create(Layout.current(repository, tag), digest)) {
            return false;
        }
        links.write(Layout.history(repository, tag, digest), digest);
        if (isMovable) {
            links.write(Layout.current(repository, tag), digest);
        }
        return true;
    }

    /** After a change that failed nobody knows whether it was made. */
    private boolean changed(Repository repository, BooleanSupplier change) {
        try {
            return change.getAsBoolean();
        } catch (StorageException e) {
            known.forget(repository);
            throw e;
        }
    }

    /** Called after the repository's tags have been removed by another way than this. */
    void forget(Repository repository) {
        known.forget(repository);
    }

    /** Looks which tags point at one manifest by any of its digests, while others may go on. */
    Search search(Repository repository, Set<Digest> digests) {
        Search search = new Search(repository, digests);
        searches.add(search); // before the first look: what is put later tells it
        try {
            search.look();
            return search;
        } catch (RuntimeException | Error e) {
            search.close();
            throw e;
        }
    }

    /** The tags that were found to point at a manifest, and those that were put since the search began. */
    final class Search implements AutoCloseable {
        private final Repository repository;
        private final Set<Digest> digests;
        private final Set<Tag> suspects = ConcurrentHashMap.newKeySet();

        private Search(Repository repository, Set<Digest> digests) {
            this.repository = repository;
            this.digests = Set.copyOf(digests);
        }

        private void look() {
            List<String> names = driver.list(Layout.tags(repository), "", StorageDriver.MAXIMUM_LISTED);
            while (!names.isEmpty()) {
                suspects.addAll(Spread.fitting(TagWalk.valid(names).toList(),
                        tag -> pointsAt(repository, tag, digests)));
                names = driver.list(Layout.tags(repository), names.getLast(), StorageDriver.MAXIMUM_LISTED);
            }
        }

        private void tell(Repository where, Tag put) {
            if (where.equals(repository)) {
                suspects.add(put);
            }
        }

        /** Those that point there now; for who keeps everybody else from putting tags. */
        List<Tag> found() {
            return suspects.stream().sorted().filter(tag -> pointsAt(repository, tag, digests)).toList();
        }

        @Override
        public void close() {
            searches.remove(this);
        }
    }

    /** A tag that cannot be read is told and passed by: its damage may not keep others from being deleted. */
    private boolean pointsAt(Repository repository, Tag tag, Set<Digest> digests) {
        try {
            return current(repository, tag).filter(digests::contains).isPresent();
        } catch (StorageException e) {
            LOG.warn("find the tags of {} in {}: tag {} is passed by: {}", digests, repository, tag, e.getMessage());
            return false;
        }
    }
}
