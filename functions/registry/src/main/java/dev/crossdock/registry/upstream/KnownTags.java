package dev.crossdock.registry.upstream;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What upstreams said of their tags just now: a list is read page by page, and each page needs all of it. */
final class KnownTags {
    /** For how long it is believed. */
    static final Duration LIFE = Duration.ofSeconds(10);
    /** The most repositories that are remembered. */
    static final int MAXIMUM_REMEMBERED = 32;

    private final InstantSource clock;
    private final Map<Repository, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Repository, Known> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    };

    KnownTags(InstantSource clock) {
        this.clock = clock;
    }

    private record Known(List<Tag> tags, Instant end) {}

    synchronized Optional<List<Tag>> find(Repository here) {
        return Optional.ofNullable(known.get(here)).filter(list -> clock.instant().isBefore(list.end))
                .map(Known::tags);
    }

    synchronized List<Tag> remember(Repository here, List<Tag> tags) {
        known.remove(here);
        known.put(here, new Known(List.copyOf(tags), clock.instant().plus(LIFE)));
        return tags;
    }
}
