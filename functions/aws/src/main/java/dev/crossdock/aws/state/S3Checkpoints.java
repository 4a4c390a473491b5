package dev.crossdock.aws.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import dev.crossdock.replication.Claims;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The checkpoints as objects, {@code checkpoints/PLACE/DIGEST}, and who may go on from them by {@link S3Claims}. They hold
 * the addresses of open uploads: whoever may read the bucket may write to these.
 */
final class S3Checkpoints implements Checkpoints {
    /** As for the embedded driver: below, starting again costs less than the slower hash (decision 0006). */
    static final long LEAST_BLOB = 256L << 20;
    /** Registries forget uploads: distribution after a week. */
    static final Duration LONGEST_KEPT = Duration.ofDays(7);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Objects objects;
    private final S3Claims claims;
    private final InstantSource clock;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(String mediaType, long size, String address, Hash hash, long at) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Hash(String format, long count, byte[] encoded) {}

    S3Checkpoints(S3Objects objects, S3Claims claims, InstantSource clock) {
        this.objects = objects;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public long leastBlob() {
        return LEAST_BLOB;
    }

    @Override
    public boolean claim(String place, Digest blob) {
        return claims.claim(place, blob) instanceof Claims.Answer.Ours;
    }

    @Override
    public void release(String place, Digest blob) {
        claims.release(place, blob);
    }

    @Override
    public Optional<Checkpoint> find(String place, Digest blob) {
        return objects.get(key(place, blob)).flatMap(body -> read(place, blob, body));
    }

    /** One that cannot be read is none. */
    private Optional<Checkpoint> read(String place, Digest blob, byte[] body) {
        try {
            Kept kept = JSON.readValue(body, Kept.class);
            if (kept.at < clock.instant().minus(LONGEST_KEPT).toEpochMilli()) {
                return Optional.empty();
            }
            return Optional.of(new Checkpoint(place, new Descriptor(kept.mediaType, blob, kept.size), kept.address,
                    new Hasher.State(kept.hash.format, kept.hash.count, kept.hash.encoded)));
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    @Override
    public void save(Checkpoint checkpoint) {
        Descriptor blob = checkpoint.blob();
        Hasher.State hash = checkpoint.hash();
        Kept kept = new Kept(blob.mediaType(), blob.size(), checkpoint.address(),
                new Hash(hash.format(), hash.count(), hash.encoded()), clock.millis());
        try {
            objects.put(key(checkpoint.place(), blob.digest()), JSON.writeValueAsBytes(kept));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String place, Digest blob) {
        objects.delete(key(place, blob));
    }

    private static String key(String place, Digest blob) {
        return "checkpoints/%s/%s".formatted(LedgerKeys.hash(place), LedgerKeys.digest(blob));
    }
}
