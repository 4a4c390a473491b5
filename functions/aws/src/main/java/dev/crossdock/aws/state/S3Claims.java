package dev.crossdock.aws.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Claims on blobs on their way to a target: {@code claims/PLACE/DIGEST/NUMBER}, each number made once, with its holder and
 * its end. The highest number counts. One that is over is overtaken by the next number, and one that was released is
 * over at once: numbers are never used again, so that of two who overtake the same claim one wins.
 */
final class S3Claims {
    /** Overtaken ones are removed as they are overtaken: more than this many never lie there. */
    private static final int MOST_NUMBERS = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Objects objects;
    private final InstantSource clock;
    private final Supplier<Instant> end;
    private final String holder = UUID.randomUUID().toString();

    private record Held(String holder, long until) {}

    /** For one holder, whose claims end when the supplier says at the time of the claim: its invocation's deadline. */
    S3Claims(S3Objects objects, InstantSource clock, Supplier<Instant> end) {
        this.objects = objects;
        this.clock = clock;
        this.end = end;
    }

    /** Whether the blob is ours until the end. */
    boolean claim(String place, Digest blob) {
        List<String> numbers = objects.list(folder(place, blob), MOST_NUMBERS);
        Optional<Held> last = numbers.isEmpty() ? Optional.empty() : held(numbers.getLast());
        if (last.filter(it -> it.until > clock.millis() && !it.holder.equals(holder)).isPresent()) {
            return false;
        }
        long next = numbers.isEmpty() ? 1 : number(numbers.getLast()) + 1;
        boolean ours = objects.create(key(place, blob, next), json(new Held(holder, end.get().toEpochMilli())));
        if (ours) {
            numbers.forEach(objects::delete);
        }
        return ours;
    }

    /** Leaves it to others, if it is ours. */
    void release(String place, Digest blob) {
        List<String> numbers = objects.list(folder(place, blob), MOST_NUMBERS);
        if (!numbers.isEmpty() && held(numbers.getLast()).filter(it -> it.holder.equals(holder)).isPresent()) {
            objects.put(numbers.getLast(), json(new Held(holder, 0)));
        }
    }

    private Optional<Held> held(String key) {
        return objects.get(key).map(body -> {
            try {
                return JSON.readValue(body, Held.class);
            } catch (IOException _) {
                return new Held("", 0); // Of another version: a lost claim costs bytes, never correctness.
            }
        });
    }

    private static byte[] json(Held held) {
        try {
            return JSON.writeValueAsBytes(held);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String folder(String place, Digest blob) {
        return "claims/%s/%s/".formatted(LedgerKeys.hash(place), LedgerKeys.digest(blob));
    }

    private static String key(String place, Digest blob, long number) {
        return "%s%010d".formatted(folder(place, blob), number);
    }

    private static long number(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
    }
}
