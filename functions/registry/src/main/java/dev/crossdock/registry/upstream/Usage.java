package dev.crossdock.registry.upstream;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.Notes;
import dev.crossdock.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When what came from elsewhere was last asked for: a note per manifest, whose time is that of its object. It is
 * written anew at most once an hour, so a pull costs nothing.
 */
final class Usage {
    /** How exact it is. */
    static final Duration EXACTNESS = Duration.ofHours(1);
    /** The most manifests whose note is remembered. */
    static final int MAXIMUM_REMEMBERED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
    private static final String FOLDER = "used";
    private static final int NOTE_BYTES = 1_024;
    private static final long SAID_SECONDS = 60;
    private static final int SHARD_LENGTH = 2;

    private final Notes notes;
    private final InstantSource clock;
    private final boolean isReadOnly;
    private final AtomicLong saidUnnoted = new AtomicLong(Long.MIN_VALUE);
    private final Map<String, Instant> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    };

    Usage(Notes notes, InstantSource clock, boolean isReadOnly) {
        this.notes = notes;
        this.clock = clock;
        this.isReadOnly = isReadOnly;
    }

    /** No pull fails where that cannot be noted. */
    void touch(Repository repository, Digest digest) {
        String text = repository.name() + "\n" + digest + "\n";
        Instant now = clock.instant();
        if (isReadOnly) {
            return;
        }
        synchronized (written) {
            Instant before = written.get(text);
            if (before != null && before.plus(EXACTNESS).isAfter(now)) {
                return;
            }
            written.put(text, now);
        }
        try {
            notes.write(name(text), text.getBytes(StandardCharsets.UTF_8));
        } catch (StorageException e) {
            sayUnnoted(now.getEpochSecond(), e);
        }
    }

    private void sayUnnoted(long now, StorageException reason) {
        long last = saidUnnoted.get();
        if (now - SAID_SECONDS > last && saidUnnoted.compareAndSet(last, now)) {
            LOG.warn("what is asked for cannot be noted, so it may be forgotten before its time: {}",
                    reason.getMessage());
        }
    }

    private static String name(String text) {
        String hex = Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
        return FOLDER + "/" + hex.substring(0, SHARD_LENGTH) + "/" + hex;
    }

    /** Gives what is older than its time to live, and forgets its note; says how many. */
    int expire(Function<Repository, Optional<Duration>> lives, BiConsumer<Repository, Digest> forget) {
        int expired = 0;
        for (String shard : notes.list(FOLDER)) {
            for (String name : notes.list(FOLDER + "/" + shard)) {
                expired += expired(FOLDER + "/" + shard + "/" + name, lives, forget) ? 1 : 0;
            }
        }
        return expired;
    }

    private boolean expired(String name, Function<Repository, Optional<Duration>> lives,
            BiConsumer<Repository, Digest> forget) {
        Optional<Instant> used = notes.written(name);
        List<String> lines = notes.read(name, NOTE_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8)
                .lines().toList()).orElse(List.of());
        if (used.isEmpty() || lines.size() != 2) {
            return false;
        }
        Repository repository = new Repository(lines.getFirst());
        Optional<Duration> life = lives.apply(repository);
        if (life.isEmpty() || used.get().plus(life.get()).isAfter(clock.instant())) {
            return false;
        }
        forget.accept(repository, Digest.parse(lines.getLast()));
        notes.delete(name);
        LOG.info("{} of {} was not asked for since {}: it is forgotten here", lines.getLast(), repository, used.get());
        return true;
    }
}
