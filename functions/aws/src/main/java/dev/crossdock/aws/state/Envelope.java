package dev.crossdock.aws.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A message on its way through SQS: its body and what is written on it.
 *
 * @param body of the message, or of the reference to it
 * @param on   the message attributes: text, each of them once
 */
record Envelope(String body, Map<String, String> on) {
    /** Milliseconds: when it was sent first. A fresh message keeps it. */
    static final String SENT_AT = "sentAt";
    /** How often it failed as the messages before this one. */
    static final String FAILURES = "failures";
    /** Milliseconds: whoever receives it earlier sends it on. */
    static final String NOT_BEFORE = "notBefore";
    /** The key of the object that holds the body. */
    static final String REFERENCE = "reference";
    /** It waits in the standard queue beside a FIFO one. */
    static final String WAITING = "waiting";
    /** Milliseconds: since when it waits for a configuration that can be used. */
    static final String HELD_SINCE = "heldSince";
    static final String TRACEPARENT = "traceparent";
    /** Why it is a dead letter. SQS's own redrive writes none. */
    static final String REASON = "reason";
    /** Milliseconds: since when it is a dead letter. */
    static final String DIED_AT = "diedAt";

    private static final int MOST_REASON_CHARACTERS = 4_000;

    Envelope {
        on = Map.copyOf(on);
    }

    /** As it was delivered. */
    static Envelope of(Delivery delivery) {
        return new Envelope(delivery.body(), delivery.messageAttributes());
    }

    Envelope with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(on);
        more.put(name, value);
        return new Envelope(body, more);
    }

    Envelope with(String name, long value) {
        return with(name, Long.toString(value));
    }

    Envelope without(String... names) {
        Map<String, String> fewer = new LinkedHashMap<>(on);
        for (String name : names) {
            fewer.remove(name);
        }
        return new Envelope(body, fewer);
    }

    /** With the reason as SQS takes it: no control characters, not empty, not endless. */
    Envelope dead(String reason, long at) {
        String printable = reason.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
        String cut = printable.substring(0, Math.min(printable.length(), MOST_REASON_CHARACTERS));
        return without(NOT_BEFORE, WAITING, FAILURES, HELD_SINCE).with(REASON, cut.isEmpty() ? "no reason given" : cut)
                .with(DIED_AT, at);
    }

    /** A new beginning for a dead letter. */
    Envelope revived(long at) {
        return without(REASON, DIED_AT, NOT_BEFORE, WAITING, FAILURES, HELD_SINCE).with(SENT_AT, at);
    }

    /** Milliseconds: since when its age counts. Of a dead letter that AWS's redrive sent back, that is the redrive. */
    long sentAt(Delivery delivery) {
        boolean redriven = on.containsKey(REASON) || on.containsKey(DIED_AT);
        return redriven ? delivery.sentTimestamp() : number(SENT_AT, delivery.sentTimestamp());
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(on.get(name));
    }

    long number(String name, long otherwise) {
        return get(name).map(Long::parseLong).orElse(otherwise);
    }
}
