package dev.crossdock.aws.state;

import dev.crossdock.transfer.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Small objects in one bucket. */
final class S3Objects {
    /** A function of 512 MB holds it, and its text: a run's manifests are the largest, at most four MiB each. */
    static final int MOST_BYTES = 64 << 20;
    private static final int MOST_CONFLICTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int ALREADY_THERE = 412;
    private static final int CONFLICT = 409;
    private static final int MOST_KEYS_IN_A_PAGE = 1000;

    private final S3Client s3;
    private final String bucket;

    S3Objects(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** Writes the object, whatever was there. */
    void put(String key, byte[] content) {
        bounded("write", key, content);
        call("write", key, () -> s3.putObject(it -> it.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromBytes(content)));
    }

    /**
     * Writes the object where there is none of that key; says whether what is there now is this content. The answer "it is
     * there already" alone does not say so: the SDK tries again a write whose answer was lost.
     */
    boolean create(String key, byte[] content) {
        bounded("create", key, content);
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            int status = tryCreate(key, content);
            if (status != CONFLICT && status != ALREADY_THERE) {
                return true;
            }
            if (status == ALREADY_THERE) {
                Optional<byte[]> there = get(key);
                if (there.isPresent()) {
                    return Arrays.equals(there.get(), content);
                }
            }
            // Somebody writes it, or removed it since.
            Pause.SLEEP.wait(Pause.backoff(conflicts + 1, FIRST_PAUSE, LONGEST_PAUSE));
        }
        throw new AwsStateException("create %s: got a conflict with other writers, wanted to know who won (%d attempts)"
                .formatted(place(key), MOST_CONFLICTS));
    }

    /** What could not be read again is not written either. */
    private void bounded(String action, String key, byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new AwsStateException("%s %s: got %d bytes, wanted at most %d".formatted(action, place(key),
                    content.length, MOST_BYTES));
        }
    }

    private int tryCreate(String key, byte[] content) {
        return call("create", key, () -> {
            try {
                s3.putObject(it -> it.bucket(bucket).key(key).ifNoneMatch("*").contentType("application/json"),
                        RequestBody.fromBytes(content));
                return 0;
            } catch (S3Exception e) {
                if (e.statusCode() == ALREADY_THERE || e.statusCode() == CONFLICT) {
                    return e.statusCode();
                }
                throw e;
            }
        });
    }

    /** The object's content; empty where there is none. */
    Optional<byte[]> get(String key) {
        return call("read", key, () -> {
            try (ResponseInputStream<GetObjectResponse> body = s3.getObject(it -> it.bucket(bucket).key(key))) {
                if (body.response().contentLength() > MOST_BYTES) {
                    body.abort();
                    throw new AwsStateException("read %s: got %d bytes, wanted at most %d".formatted(place(key),
                            body.response().contentLength(), MOST_BYTES));
                }
                return Optional.of(body.readNBytes(MOST_BYTES));
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            } catch (IOException e) {
                throw new AwsStateException("read %s: %s".formatted(place(key), e), e);
            }
        });
    }

    /** Whether there is an object of that key. */
    boolean has(String key) {
        return call("look for", key, () -> {
            try {
                s3.headObject(it -> it.bucket(bucket).key(key));
                return true;
            } catch (NoSuchKeyException _) {
                return false;
            }
        });
    }

    /** Removes it if it is there. */
    void delete(String key) {
        call("delete", key, () -> s3.deleteObject(it -> it.bucket(bucket).key(key)));
    }

    /** At most so many keys that begin so, in their order. */
    List<String> list(String prefix, int maximum) {
        List<String> keys = new ArrayList<>();
        @Nullable
        String token = null;
        do {
            String from = token;
            int page = Math.min(MOST_KEYS_IN_A_PAGE, maximum - keys.size());
            ListObjectsV2Response answer = call("list", prefix, () -> s3.listObjectsV2(
                    it -> it.bucket(bucket).prefix(prefix).maxKeys(page).continuationToken(from)));
            answer.contents().stream().map(S3Object::key).forEach(keys::add);
            token = answer.nextContinuationToken();
        } while (token != null && keys.size() < maximum);
        return keys;
    }

    private String place(String key) {
        return "s3://%s/%s".formatted(bucket, key);
    }

    private <T> T call(String action, String key, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsStateException.of(action, place(key), e);
        }
    }
}
