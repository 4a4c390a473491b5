package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Finds a repository that has a blob, for a client that would mount it and does not say from where. The layout knows
 * only the way from a repository to its blobs, so there are the repositories that this process saw taking the blob, and
 * then a walk that is given up early: who is not told of a repository pushes the blob, as always.
 */
final class Holders {
    /** The most blobs whose repositories are remembered. */
    static final int MAXIMUM_REMEMBERED = 10_000;
    /** The most repositories that are remembered of one blob. */
    static final int MAXIMUM_REPOSITORIES = 8;
    /** The most directories that one walk looks into. */
    static final int MAXIMUM_WALKED = 1_000;
    /** The longest that one walk takes; on object storage each directory costs two requests. */
    static final Duration LONGEST_WALK = Duration.ofSeconds(1);

    private final StorageDriver driver;
    private final BiPredicate<Repository, Digest> holds;
    private final Remembered remembered = new Remembered();

    /** Which repository holds what is asked of {@code holds}: what is remembered may have been deleted since. */
    Holders(StorageDriver driver, BiPredicate<Repository, Digest> holds) {
        this.driver = driver;
        this.holds = holds;
    }

    /** The latest repositories of the latest blobs. */
    private static final class Remembered {
        private final SequencedMap<Digest, SequencedSet<Repository>> repositories = new LinkedHashMap<>();

        synchronized void add(Digest digest, Repository repository) {
            SequencedSet<Repository> known = repositories.remove(digest);
            SequencedSet<Repository> holders = known == null ? new LinkedHashSet<>() : known;
            holders.addFirst(repository);
            if (holders.size() > MAXIMUM_REPOSITORIES) {
                holders.removeLast();
            }
            if (repositories.size() >= MAXIMUM_REMEMBERED) {
                repositories.pollFirstEntry();
            }
            repositories.put(digest, holders);
        }

        synchronized List<Repository> of(Digest digest) {
            SequencedSet<Repository> known = repositories.get(digest);
            return known == null ? List.of() : List.copyOf(known);
        }
    }

    void remember(Digest digest, Repository repository) {
        remembered.add(digest, repository);
    }

    /** A repository that holds the blob, among those that {@code readable} lets pass. */
    Optional<Repository> find(Digest digest, Predicate<Repository> readable) {
        Predicate<Repository> wanted = repository -> readable.test(repository) && holds.test(repository, digest);
        return remembered.of(digest).stream().filter(wanted).findFirst().or(() -> walk(wanted));
    }

    private Optional<Repository> walk(Predicate<Repository> wanted) {
        long end = System.nanoTime() + LONGEST_WALK.toNanos();
        Deque<String> open = new ArrayDeque<>(children(""));
        for (int walked = 0; walked < MAXIMUM_WALKED && !open.isEmpty() && System.nanoTime() < end; walked++) {
            Repository repository = new Repository(open.remove());
            if (wanted.test(repository)) {
                return Optional.of(repository);
            }
            children(repository.name()).stream().limit(MAXIMUM_WALKED - open.size()).forEach(open::add);
        }
        return Optional.empty();
    }

    private List<String> children(String name) {
        StoragePath path = name.isEmpty() ? Layout.REPOSITORIES : Layout.REPOSITORIES.resolve(name);
        return driver.list(path, "", MAXIMUM_WALKED).stream().map(child -> name.isEmpty() ? child : name + "/" + child)
                .filter(Catalog::isRepository).toList();
    }
}
