package dev.crossdock.registry.collect;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Looks for damage and changes nothing: links that are torn or lead nowhere, manifests that are none or refer to what is not
 * there, blobs with other bytes than their names say, blobs that nothing names. What a writer changes meanwhile is looked at
 * twice before it is told.
 */
public final class Check {
    private static final int BUFFER_BYTES = 1 << 20;
    /** The most blobs without a link that are kept in mind at a time (30 MB). */
    private static final int MAXIMUM_ORPHANS = 100_000;

    private final Store store;
    private final Instant limit;
    private final Consumer<String> report;
    private final FingerprintSet live = new FingerprintSet();
    private final Map<String, Digest> orphans = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long findings;

    private Check(StorageDriver driver, Scope scope, Consumer<String> report) {
        this.store = new Store(driver);
        this.limit = Clock.systemUTC().instant().minus(scope.grace);
        this.report = report;
    }

    /**
     * What is looked at.
     *
     * @param isFast   whether the blobs' bytes are not read
     * @param grace    blobs that nothing names are no finding while they are younger
     * @param demanded whether a repository has to have what one of its manifests refers to
     */
    public record Scope(boolean isFast, Duration grace, BiPredicate<Repository, Descriptor> demanded) {}

    /** Tells each finding in a line, with the file and what to do about it, and says how many there are. */
    public static long run(StorageDriver driver, Scope scope, Consumer<String> report) {
        Check check = new Check(driver, scope, report);
        check.store.repositories(repository -> {
            try {
                new RepositoryCheck(check.store, repository, part -> scope.demanded.test(repository, part),
                        check::find).run(check.live);
            } catch (StorageException e) {
                check.find(String.valueOf(e.getMessage()));
            }
        });
        check.store.blobs(digest -> check.blob(digest, scope.isFast));
        check.tellOrphans();
        return check.findings;
    }

    private void find(String line) {
        findings++;
        report.accept(line);
    }

    private void blob(Digest digest, boolean isFast) {
        store.blob(digest).ifPresent(stat -> {
            if (!live.has(digest) && stat.modified().isBefore(limit)) {
                orphans.put(digest.hex(), digest);
            }
            if (orphans.size() >= MAXIMUM_ORPHANS) {
                tellOrphans();
            }
            if (!isFast) {
                compare(digest, stat);
            }
        });
    }

    /** But not of those that were linked after their repository was passed: one more walk, for all of them together. */
    private void tellOrphans() {
        if (orphans.isEmpty()) {
            return;
        }
        store.repositories(repository -> List.of(Layout.layers(repository), Layout.revisions(repository))
                .forEach(this::keepUnlinked));
        orphans.values().forEach(digest -> store.blob(digest).ifPresent(stat -> find(
                "%s: %d bytes that no repository refers to: run garbage-collect".formatted(Layout.blob(digest),
                        stat.size()))));
        orphans.clear();
    }

    private void keepUnlinked(StoragePath links) {
        StoragePath beneath = links.resolve(DigestAlgorithm.SHA256.label());
        for (String hex : store.names(beneath)) {
            orphans.computeIfPresent(hex, (_, digest) -> isObject(beneath.resolve(hex + "/link")) ? null : digest);
        }
    }

    private boolean isObject(StoragePath path) {
        return store.driver().stat(path).filter(StoredStat::isObject).isPresent();
    }

    private void compare(Digest digest, StoredStat stat) {
        try {
            Digest got = hash(digest);
            if (!got.equals(digest)) {
                find("%s: its %d bytes are of %s: push an image that has it again, after removing the file".formatted(
                        Layout.blob(digest), stat.size(), got));
            }
        } catch (IOException | StorageException e) {
            find("%s: it cannot be read: %s: see the medium".formatted(Layout.blob(digest), e.getMessage()));
        }
    }

    /** Of a blob that went meanwhile, its own digest: nothing is wrong with it. */
    private Digest hash(Digest digest) throws IOException {
        var found = store.driver().read(Layout.blob(digest), 0, Long.MAX_VALUE);
        if (found.isEmpty()) {
            return digest;
        }
        Hasher hasher = new Hasher(DigestAlgorithm.SHA256);
        try (StoredBody body = found.get(); InputStream bytes = body.stream()) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                hasher.update(buffer, 0, count);
            }
        }
        return hasher.digest();
    }
}
