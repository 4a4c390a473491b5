package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds a repository that has a blob: one of those that this process saw getting it, else one of the first in the catalog.
 * It looks for a bounded time and may miss one; then the client sends the bytes.
 */
final class BlobHolders {
    /** The most blobs whose repositories are remembered. */
    static final int MAXIMUM_BLOBS = 10_000;
    /** The most repositories that are remembered for one blob. */
    static final int MAXIMUM_HOLDERS = 8;
    /** The most repositories of the catalog that are looked at. */
    static final int MAXIMUM_LOOKED_AT = 200;
    /** How long the catalog is looked through. */
    static final Duration SEARCH = Duration.ofSeconds(1);

    private static final int PAGE = 50;

    private final StorageDriver driver;
    private final Catalog catalog;
    private final Map<Digest, List<Repository>> remembered = new LinkedHashMap<>();

    BlobHolders(StorageDriver driver, Catalog catalog) {
        this.driver = driver;
        this.catalog = catalog;
    }

    /** One among those that are readable; the others are not even asked. */
    Optional<Repository> find(Digest digest, Predicate<Repository> isReadable) {
        Predicate<Repository> isHolder = repository -> isReadable.test(repository)
                && driver.statObject(Layout.layer(repository, digest)).isPresent();
        return recalled(digest).stream().filter(isHolder).findFirst().or(() -> searched(isHolder));
    }

    private Optional<Repository> searched(Predicate<Repository> isHolder) {
        long end = System.nanoTime() + SEARCH.toNanos();
        String reached = "";
        for (int looked = 0; looked < MAXIMUM_LOOKED_AT && System.nanoTime() - end < 0; looked += PAGE) {
            List<Repository> some = catalog.list(reached, PAGE);
            Optional<Repository> found = some.stream().filter(isHolder).findFirst();
            if (found.isPresent() || some.size() < PAGE) {
                return found;
            }
            reached = some.getLast().name();
        }
        return Optional.empty();
    }

    private synchronized List<Repository> recalled(Digest digest) {
        return List.copyOf(remembered.getOrDefault(digest, List.of()));
    }

    /** Remembers that a repository got the blob. */
    synchronized void add(Repository repository, Digest digest) {
        List<Repository> holders = remembered.remove(digest);
        if (holders == null) {
            if (remembered.size() >= MAXIMUM_BLOBS) {
                remembered.remove(remembered.keySet().iterator().next());
            }
            holders = new ArrayList<>();
        }
        holders.remove(repository);
        if (holders.size() >= MAXIMUM_HOLDERS) {
            holders.removeFirst();
        }
        holders.add(repository);
        remembered.put(digest, holders);
    }
}
