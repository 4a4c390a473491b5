package dev.crossdock.aws.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What was seen of hosts, as objects: {@code hosts/HOST}, a hash. */
final class S3HostMemory implements HostMemory {
    /** Proxies and registries get mended: after so long, a host shows anew what it does. */
    static final Duration LONGEST_KEPT = Duration.ofDays(7);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Objects objects;
    private final InstantSource clock;

    private record Kept(String host, Seen seen, long at) {}

    private record Seen(boolean chunks, long largestChunk, long largestBody, boolean statusReliable) {}

    S3HostMemory(S3Objects objects, InstantSource clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public Optional<HostTraits.Uploads> recall(String host) {
        return objects.get(key(host)).flatMap(this::read);
    }

    private Optional<HostTraits.Uploads> read(byte[] body) {
        try {
            Kept kept = JSON.readValue(body, Kept.class);
            boolean stale = kept.at < clock.instant().minus(LONGEST_KEPT).toEpochMilli();
            return stale ? Optional.empty() : Optional.of(uploads(kept.seen));
        } catch (IOException | NullPointerException e) {
            return Optional.empty(); // Of another version: the host shows it again.
        }
    }

    private static HostTraits.Uploads uploads(Seen seen) {
        return new HostTraits.Uploads(seen.chunks, seen.largestChunk, seen.largestBody, seen.statusReliable);
    }

    @Override
    public void remember(String host, HostTraits.Uploads uploads) {
        Seen seen = new Seen(uploads.chunks(), uploads.largestChunk(), uploads.largestBody(),
                uploads.statusReliable());
        try {
            objects.put(key(host), JSON.writeValueAsBytes(new Kept(host, seen, clock.millis())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String host) {
        return "hosts/" + LedgerKeys.hash(host);
    }
}
