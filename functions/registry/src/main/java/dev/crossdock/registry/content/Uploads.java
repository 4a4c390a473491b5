package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The upload sessions of all repositories. A session outlives this process: where its hashes are not in memory any
 * more, its bytes are read once when it is committed.
 */
public final class Uploads {
    /** The most sessions whose hashes are remembered. */
    static final int MAXIMUM_REMEMBERED = 10_000;

    private static final int MAXIMUM_OWNER_BYTES = 64 << 10;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final StorageDriver driver;
    private final Blobs blobs;
    private final Map<String, LiveUpload> remembered = new LinkedHashMap<>();

    Uploads(StorageDriver driver, Blobs blobs) {
        this.driver = driver;
        this.blobs = blobs;
    }

    /** What became of the wish to hold a session. */
    public sealed interface Holding {
        /** The caller holds it, and closes it. */
        record Held(Upload upload) implements Holding {}

        /** Another request holds it, and has stored this much so far. */
        record Busy(long size) implements Holding {}

        /** The repository has no such session. */
        record Unknown() implements Holding {}
    }

    /** Begins a session for its owner alone, and holds it; the name of nobody is empty. */
    public Upload begin(Repository repository, String owner) {
        String id = UUID.randomUUID().toString();
        byte[] now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().getBytes(StandardCharsets.US_ASCII);
        driver.write(Layout.startedAt(repository, id), now, Durability.RELAXED);
        if (!owner.isEmpty()) {
            driver.write(Layout.owner(repository, id), owner.getBytes(StandardCharsets.UTF_8), Durability.RELAXED);
        }
        LiveUpload live = recall(repository, id);
        live.ownerIs(owner);
        return fresh(repository, id, live, Layout.UPLOAD_NOTES);
    }

    /** Begins a session whose name nobody is told, and holds it: it ends with its holder, and is noted nowhere. */
    public Upload beginAlone(Repository repository) {
        return fresh(repository, UUID.randomUUID().toString(), new LiveUpload(), List.of());
    }

    private Upload fresh(Repository repository, String id, LiveUpload live, List<String> notes) {
        live.lock.lock();
        return new Upload(this, repository, id, live, notes);
    }

    /** Holds a session that the same owner began before; another holder is waited for this long. */
    public Holding hold(Repository repository, String id, String owner, Duration wait) {
        if (!ID.matcher(id).matches()) {
            return new Holding.Unknown();
        }
        LiveUpload live = recall(repository, id);
        if (live.isOver()) {
            return new Holding.Unknown();
        }
        if (live.owner().isEmpty() && !exists(repository, id)) {
            remove(repository, id);
            return new Holding.Unknown();
        }
        if (!owner(repository, id, live).equals(owner)) {
            return new Holding.Unknown();
        }
        if (!locked(live, wait)) {
            return new Holding.Busy(live.size());
        }
        boolean isHeld = false;
        try {
            if (live.isOver()) {
                return new Holding.Unknown();
            }
            if (!exists(repository, id)) {
                remove(repository, id);
                return new Holding.Unknown();
            }
            Upload upload = new Upload(this, repository, id, live, Layout.UPLOAD_NOTES);
            upload.goOn();
            isHeld = true;
            return new Holding.Held(upload);
        } finally {
            if (!isHeld) {
                live.lock.unlock();
            }
        }
    }

    /** Whether the session began before then; of one that has no note of its beginning the place tells. */
    public boolean isAbandoned(Repository repository, String id, Instant before) {
        return driver.statObject(Layout.startedAt(repository, id)).or(() -> driver.stat(Layout.upload(repository, id)))
                .filter(stat -> stat.modified().isBefore(before)).isPresent();
    }

    /** Ends an abandoned session, unless a request is at it. */
    public boolean giveUp(Repository repository, String id, Instant before) {
        if (!isAbandoned(repository, id, before)) {
            return false;
        }
        LiveUpload live = recall(repository, id);
        if (!locked(live, Duration.ZERO)) {
            return false;
        }
        try {
            if (exists(repository, id)) {
                try (AppendSession session = driver.append(Layout.uploadData(repository, id))) {
                    session.cancel();
                }
            }
            driver.delete(Layout.upload(repository, id), Durability.RELAXED);
            remove(repository, id);
            return true;
        } finally {
            live.lock.unlock();
        }
    }

    private String owner(Repository repository, String id, LiveUpload live) {
        return live.owner().orElseGet(() -> {
            String found = driver.load(Layout.owner(repository, id), MAXIMUM_OWNER_BYTES)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
            live.ownerIs(found);
            return found;
        });
    }

    /** How many sessions this process remembers. */
    public synchronized int open() {
        return remembered.size();
    }

    private boolean exists(Repository repository, String id) {
        return driver.statObject(Layout.startedAt(repository, id)).isPresent();
    }

    private static boolean locked(LiveUpload live, Duration wait) {
        try {
            return live.lock.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized LiveUpload recall(Repository repository, String id) {
        if (remembered.size() >= MAXIMUM_REMEMBERED) {
            Optional<Map.Entry<String, LiveUpload>> idle = remembered.entrySet().stream()
                    .filter(entry -> !entry.getValue().lock.isLocked()).findFirst();
            idle.ifPresent(entry -> remembered.remove(entry.getKey()));
        }
        return remembered.computeIfAbsent(key(repository, id), key -> new LiveUpload());
    }

    /** Removes what is left of a session that its holder ended. */
    void forget(Repository repository, String id, List<String> notes) {
        driver.discard(Layout.upload(repository, id), notes);
        remove(repository, id);
    }

    private synchronized void remove(Repository repository, String id) {
        remembered.remove(key(repository, id));
    }

    StorageDriver driver() {
        return driver;
    }

    Blobs blobs() {
        return blobs;
    }

    private static String key(Repository repository, String id) {
        return repository.name() + "/" + id;
    }
}
