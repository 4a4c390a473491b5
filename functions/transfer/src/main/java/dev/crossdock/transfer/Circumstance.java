package dev.crossdock.transfer;

import java.util.Optional;

/**
 * What was attempted when something went wrong, in the order of the message. No field ever holds a secret: addresses
 * come without their query, bodies capped.
 *
 * @param action  what was done: {@code push blob}
 * @param object  to what: a digest, a tag; empty text where the action says it all
 * @param place   where, with the side: {@code target eu.example/app}
 * @param got     what came back: {@code 500 UNKNOWN "disk full"}
 * @param wanted  what would have been right, or what to do: {@code 201}
 * @param attempt which attempt of how many this was, where there were several
 */
public record Circumstance(String action, String object, String place, String got, String wanted,
        Optional<Attempt> attempt) {
    /** The how-manieth attempt of at most how many. */
    public record Attempt(int number, int maximum) {}

    /** A circumstance without attempts to count. */
    public Circumstance(String action, String object, String place, String got, String wanted) {
        this(action, object, place, got, wanted, Optional.empty());
    }

    /** The same circumstance, at the given attempt. */
    public Circumstance at(int attemptNumber, int maximumAttempts) {
        return new Circumstance(action, object, place, got, wanted,
                Optional.of(new Attempt(attemptNumber, maximumAttempts)));
    }

    /** The message: action, object, place, got, wanted, attempt. */
    @Override
    public String toString() {
        return action + (object.isEmpty() ? "" : " " + object) + " at " + place + ": got " + got + ", wanted " + wanted
                + attempt.map(a -> " (attempt %d of %d)".formatted(a.number(), a.maximum())).orElse("");
    }
}
