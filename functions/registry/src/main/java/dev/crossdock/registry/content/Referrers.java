package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.names.Spread;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which manifests refer to which subject. The links are ours, beside distribution's, and can be made again from the
 * manifests; that is done once per repository in the life of this process, since another program may have written to
 * the directory before it.
 */
public final class Referrers {
    /** The most repositories that are remembered to be complete. */
    static final int MAXIMUM_REMEMBERED = 10_000;

    /** How much of a digest stands in a fallback tag: all of a SHA-256's. */
    private static final int FALLBACK_HEX_LENGTH = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Referrers.class);

    private final StorageDriver driver;
    private final Links links;
    private final Manifests manifests;
    private final SequencedSet<Repository> complete = new LinkedHashSet<>();
    private final SequencedSet<Merged> merged = new LinkedHashSet<>();
    private final Map<Repository, Lock> underWay = new ConcurrentHashMap<>();

    Referrers(StorageDriver driver, Links links, Manifests manifests) {
        this.driver = driver;
        this.links = links;
        this.manifests = manifests;
    }

    /** An index of referrers that was taken in. */
    private record Merged(Repository repository, Digest subject, Digest index) {}

    /**
     * What refers, or referred, to the subject, whether or not that exists: the first digests after {@code after}, by
     * their hexadecimal digits.
     */
    public List<Digest> list(Repository repository, Digest subject, String after, int limit) {
        complete(repository);
        merge(repository, subject);
        return driver.list(Layout.referrers(repository, subject), after, limit).stream()
                .map(hex -> new Digest(DigestAlgorithm.SHA256, hex)).toList();
    }

    /**
     * A referrer's manifest; a link whose manifest has been deleted says nothing any more. One that is damaged hides no other;
     * one that the medium fails to read may be whole, and is not passed by.
     */
    public Optional<Manifest> find(Repository repository, Digest referrer) {
        try {
            return manifests.read(repository, referrer).map(Manifests.Found::manifest);
        } catch (MalformedManifestException e) {
            return passed(repository, referrer.hex(), e);
        } catch (StorageException e) {
            if (e.getCause() instanceof IllegalArgumentException) { // it was read, and says nothing
                return passed(repository, referrer.hex(), e);
            }
            throw e;
        }
    }

    private static Optional<Manifest> passed(Repository repository, String hex, RuntimeException reason) {
        LOG.warn("find referrers in {}: revision {} is passed by: {}", repository, hex, reason.getMessage());
        return Optional.empty();
    }

    /** Of a repository that is gone nothing is remembered. */
    synchronized void forget(Repository repository) {
        merged.removeIf(index -> index.repository.equals(repository));
    }

    void add(Repository repository, Digest subject, Digest referrer) {
        links.write(Layout.referrer(repository, subject, referrer), referrer);
    }

    /** By one caller at a time for each repository: the others of that one wait for it, and nobody else. */
    private void complete(Repository repository) {
        if (isComplete(repository)) {
            return;
        }
        Lock lock = underWay.computeIfAbsent(repository, _ -> new ReentrantLock());
        lock.lock();
        try {
            if (!isComplete(repository) && restore(repository)) {
                hasCompleted(repository);
            }
        } finally {
            underWay.remove(repository, lock);
            lock.unlock();
        }
    }

    private synchronized boolean isComplete(Repository repository) {
        return complete.contains(repository);
    }

    private synchronized void hasCompleted(Repository repository) {
        remember(complete, repository);
    }

    /** Whether all is there now; a medium that takes no writes shows what it has. */
    private boolean restore(Repository repository) {
        StoragePath revisions = Layout.revisions(repository, DigestAlgorithm.SHA256);
        List<String> names = driver.list(revisions, "", StorageDriver.MAXIMUM_LISTED);
        while (!names.isEmpty()) {
            List<String> failed = Spread.fitting(names, hex -> !restore(repository, hex));
            if (!failed.isEmpty()) {
                LOG.warn("find referrers in {}: {} of them cannot be noted, and are not listed until they can",
                        repository, failed.size());
                return false;
            }
            names = driver.list(revisions, names.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
        return true;
    }

    private static <T> void remember(SequencedSet<T> set, T entry) {
        if (set.size() >= MAXIMUM_REMEMBERED) {
            set.removeFirst();
        }
        set.add(entry);
    }

    /**
     * Takes in what clients of registries without this list keep instead: an index under a tag that is made of the
     * subject's digest (OCI distribution spec, "Referrers Tag Schema").
     */
    private void merge(Repository repository, Digest subject) {
        Tag tag = new Tag(subject.algorithm().label() + "-" + subject.hex().substring(0, FALLBACK_HEX_LENGTH));
        try {
            manifests.read(repository, tag).ifPresent(found -> {
                Merged index = new Merged(repository, subject, found.digest());
                if (!isMerged(index)) {
                    found.manifest().children().forEach(entry -> manifests.canonical(repository, entry.digest())
                            .ifPresent(referrer -> add(repository, subject, referrer)));
                    hasMerged(index);
                }
            });
        } catch (IllegalArgumentException | MalformedManifestException | StorageException e) {
            LOG.warn("find referrers of {} in {}: tag {} is passed by: {}", subject, repository, tag, e.getMessage());
        }
    }

    private synchronized boolean isMerged(Merged index) {
        return merged.contains(index);
    }

    private synchronized void hasMerged(Merged index) {
        remember(merged, index);
    }

    /** Whether it is listed with its subject now, if it has one. */
    private boolean restore(Repository repository, String hex) {
        Optional<Digest> subject = subject(repository, hex);
        try {
            subject.ifPresent(found -> add(repository, found, new Digest(DigestAlgorithm.SHA256, hex)));
            return true;
        } catch (StorageException e) {
            LOG.debug("note that {} of {} refers to {}: {}", hex, repository, subject, e.getMessage());
            return false;
        }
    }

    /** What is damaged, or of a kind that only others serve, has none. */
    private Optional<Digest> subject(Repository repository, String hex) {
        try {
            return find(repository, new Digest(DigestAlgorithm.SHA256, hex)).flatMap(Manifest::subject)
                    .map(Descriptor::digest);
        } catch (IllegalArgumentException e) {
            return passed(repository, hex, e).flatMap(Manifest::subject).map(Descriptor::digest);
        }
    }
}
