package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
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

    private static final Logger LOG = LoggerFactory.getLogger(Referrers.class);

    private final StorageDriver driver;
    private final Links links;
    private final Manifests manifests;
    private final SequencedSet<Repository> complete = new LinkedHashSet<>();

    Referrers(StorageDriver driver, Links links, Manifests manifests) {
        this.driver = driver;
        this.links = links;
        this.manifests = manifests;
    }

    /**
     * What refers, or referred, to the subject, whether or not that exists: the first digests after {@code after}, by
     * their hexadecimal digits.
     */
    public List<Digest> list(Repository repository, Digest subject, String after, int limit) {
        complete(repository);
        return driver.list(Layout.referrers(repository, subject), after, limit).stream()
                .map(hex -> new Digest(DigestAlgorithm.SHA256, hex)).toList();
    }

    /** A referrer's manifest; a link whose manifest has been deleted says nothing any more. */
    public Optional<Manifest> find(Repository repository, Digest referrer) {
        return manifests.find(repository, referrer).map(Manifests.Found::manifest);
    }

    void add(Repository repository, Digest subject, Digest referrer) {
        links.write(Layout.referrer(repository, subject, referrer), referrer);
    }

    private synchronized void complete(Repository repository) {
        if (complete.contains(repository)) {
            return;
        }
        StoragePath revisions = Layout.revisions(repository, DigestAlgorithm.SHA256);
        List<String> names = driver.list(revisions, "", StorageDriver.MAXIMUM_LISTED);
        while (!names.isEmpty()) {
            names.forEach(hex -> restore(repository, hex));
            names = driver.list(revisions, names.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
        if (complete.size() >= MAXIMUM_REMEMBERED) {
            complete.removeFirst();
        }
        complete.add(repository);
    }

    private void restore(Repository repository, String hex) {
        subject(repository, hex)
                .ifPresent(subject -> add(repository, subject, new Digest(DigestAlgorithm.SHA256, hex)));
    }

    /** What cannot be read is told and passed by: it may be damaged, or of a kind that only others serve. */
    private Optional<Digest> subject(Repository repository, String hex) {
        try {
            return manifests.find(repository, new Digest(DigestAlgorithm.SHA256, hex))
                    .flatMap(found -> found.manifest().subject()).map(Descriptor::digest);
        } catch (IllegalArgumentException | MalformedManifestException | StorageException e) {
            LOG.warn("find referrers in {}: revision {} is passed by: {}", repository, hex, e.getMessage());
            return Optional.empty();
        }
    }
}
