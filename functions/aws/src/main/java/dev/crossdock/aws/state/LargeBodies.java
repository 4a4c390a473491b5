package dev.crossdock.aws.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Bodies that are too large for a cheap message, as objects {@code messages/ID}: written before their message, removed
 * after it is done. What a crash leaves is removed by the bucket's lifecycle, which keeps them longer than any message
 * may live ({@link #LEAST_DAYS_KEPT}).
 */
final class LargeBodies {
    /** SQS bills each 64 KiB as a request; attributes count, and take no more than the rest. */
    static final int MOST_INLINE_BYTES = 56 << 10;
    /** Fourteen days in a queue, fourteen among the dead letters, and the longest wait. */
    static final int LEAST_DAYS_KEPT = 60;
    static final String REFERENCE_BODY = "{\"kind\":\"reference\"}";
    private static final Pattern KEY = Pattern.compile("messages/[0-9a-f-]{36}");

    private final S3Objects objects;

    LargeBodies(S3Objects objects) {
        this.objects = objects;
    }

    /** The envelope of the body; where it is large, of a reference to it. */
    Envelope put(Envelope envelope) {
        byte[] bytes = envelope.body().getBytes(UTF_8);
        if (bytes.length <= MOST_INLINE_BYTES) {
            return envelope;
        }
        String key = "messages/" + UUID.randomUUID();
        objects.put(key, bytes);
        return new Envelope(REFERENCE_BODY, envelope.on()).with(Envelope.REFERENCE, key);
    }

    /** The body, wherever it is; empty where the object is gone: the message was done. */
    Optional<String> body(Envelope envelope) {
        Optional<String> key = envelope.get(Envelope.REFERENCE);
        return key.isEmpty()
                ? Optional.of(envelope.body())
                : objects.get(checked(key.get())).map(bytes -> new String(bytes, UTF_8));
    }

    /** Its message is done. */
    void remove(String key) {
        objects.delete(checked(key));
    }

    /** Whoever may send messages chooses no other object of the bucket. */
    private static String checked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a message's body at %s: wanted messages/ID".formatted(key));
        }
        return key;
    }
}
