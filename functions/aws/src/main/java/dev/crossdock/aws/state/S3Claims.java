package dev.crossdock.aws.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Claims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Claims on blobs on their way to a target: {@code claims/PLACE/DIGEST/NUMBER}, each number made where there is none, with
 * its holder and its end. The highest number counts. One that is over is overtaken by the next number, so that of two who
 * overtake it one wins; who did looks once more, for numbers that are removed can be made again.
 *
 * <p>Who is alone, which is nearly always, tries the first number without a look and removes it when he is done: one PUT,
 * the DELETE being free. The first number stays where it was overtaken, for as long as the bucket's lifecycle lets it: it is
 * what sends those who come after to look for the highest.
 */
final class S3Claims {
    /** Overtaken ones are removed as they are overtaken, the first aside: more than this many never lie there. */
    private static final int MOST_NUMBERS = 1_000;
    /** So far clocks may differ: a claim so near its end may have been overtaken, and its number is left where it is. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Objects objects;
    private final InstantSource clock;
    private final Supplier<Instant> end;
    private final String holder = UUID.randomUUID().toString();
    /** By folder; what is released is removed, so that there are no more than blobs on their way. */
    private final Map<String, Own> own = new ConcurrentHashMap<>();

    private record Own(String key, long until) {}

    private record Held(String holder, long until) {}

    /** For one holder, whose claims end when the supplier says at the time of the claim: its invocation's deadline. */
    S3Claims(S3Objects objects, InstantSource clock, Supplier<Instant> end) {
        this.objects = objects;
        this.clock = clock;
        this.end = end;
    }

    /** Whether the blob is ours until the end. */
    Claims.Answer claim(String place, Digest blob) {
        String folder = folder(place, blob);
        Own mine = own.get(folder);
        if (mine != null && mine.until > clock.millis()) {
            return new Claims.Answer.Ours();
        }
        return take(folder, 1) ? new Claims.Answer.Ours() : overtake(folder);
    }

    private Claims.Answer overtake(String folder) {
        List<String> numbers = objects.list(folder, MOST_NUMBERS);
        Optional<Held> last = numbers.isEmpty() ? Optional.empty() : held(numbers.getLast());
        if (last.isEmpty()) {
            return answer(take(folder, 1)); // It was released since.
        }
        if (isGoingOn(last.get())) {
            return new Claims.Answer.Met(last.get().holder, Instant.ofEpochMilli(last.get().until));
        }
        long next = number(numbers.getLast()) + 1;
        return answer(take(folder, next) && stands(folder, next));
    }

    /** Of a claim that somebody was quicker to make, the end is not known. */
    private Claims.Answer answer(boolean ours) {
        return ours ? new Claims.Answer.Ours() : new Claims.Answer.Met("another", clock.instant());
    }

    /**
     * Whether a number that was made upon a look at those before is the one that counts. Between look and number, others
     * may have overtaken the same claim and been done: then their number was free again, or is lower than ours.
     */
    private boolean stands(String folder, long number) {
        List<String> others = objects.list(folder, MOST_NUMBERS).stream().filter(key -> number(key) != number).toList();
        if (others.stream().anyMatch(key -> number(key) > number || held(key).filter(this::isGoingOn).isPresent())) {
            Own mine = own.remove(folder);
            if (mine != null) {
                objects.delete(mine.key);
            }
            return false;
        }
        others.stream().filter(key -> number(key) > 1).forEach(objects::delete);
        return true;
    }

    private boolean isGoingOn(Held held) {
        return held.until > clock.millis();
    }

    private boolean take(String folder, long number) {
        Own taken = new Own("%s%010d".formatted(folder, number), end.get().toEpochMilli());
        boolean ours = objects.create(taken.key, json(new Held(holder, taken.until)));
        if (ours) {
            own.put(folder, taken);
        }
        return ours;
    }

    /** Leaves it to others, if it is ours. */
    void release(String place, Digest blob) {
        Own mine = own.remove(folder(place, blob));
        long left = mine == null ? 0 : mine.until - clock.millis();
        if (mine != null && left > CLOCKS_DIFFER.toMillis()) {
            objects.delete(mine.key);
        } else if (mine != null && left > 0) {
            objects.put(mine.key, json(new Held(holder, 0)));
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

    private static long number(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
    }
}
