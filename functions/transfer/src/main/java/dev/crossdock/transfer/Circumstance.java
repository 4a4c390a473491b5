package dev.crossdock.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was attempted when something went wrong, in the order of the message. No field ever holds a secret: addresses
 * come without their query, bodies capped.
 *
 * @param action what was done: {@code push blob}
 * @param object to what: a digest, a tag; empty text where the action says it all
 * @param place  where, with the side: {@code target eu.example/app}
 * @param got    what came back: {@code 500 UNKNOWN "disk full"}
 * @param wanted what would have been right, or what to do: {@code 201}
 * @param detail how far it was, and by what name the server knows it
 */
public record Circumstance(String action, String object, String place, String got, String wanted, Detail detail) {
    /** The how-manieth attempt of at most how many. */
    public record Attempt(int number, int maximum) {}

    /** How many bytes of a blob were done when it went wrong. */
    public record Progress(long done, long wanted) {}

    /**
     * What is known besides, as far as it is.
     *
     * @param progress  of the blob that was on its way
     * @param attempt   which attempt of how many this was, where there were several
     * @param requestId what the server calls the request in its own logs; short and printable
     */
    public record Detail(Optional<Progress> progress, Optional<Attempt> attempt, Optional<String> requestId) {
        static final Detail NONE = new Detail(Optional.empty(), Optional.empty(), Optional.empty());

        /** In brackets after a space; nothing where nothing is known. */
        @Override
        public String toString() {
            List<String> known = new ArrayList<>();
            progress.ifPresent(it -> known.add("%d of %d bytes done".formatted(it.done(), it.wanted())));
            attempt.ifPresent(it -> known.add("attempt %d of %d".formatted(it.number(), it.maximum())));
            requestId.ifPresent(it -> known.add("request id " + it));
            return known.isEmpty() ? "" : " (" + String.join(", ", known) + ")";
        }
    }

    /** A circumstance of which nothing more is known. */
    public Circumstance(String action, String object, String place, String got, String wanted) {
        this(action, object, place, got, wanted, Detail.NONE);
    }

    /** A circumstance at an attempt, where there were several. */
    public Circumstance(String action, String object, String place, String got, String wanted,
            Optional<Attempt> attempt) {
        this(action, object, place, got, wanted, new Detail(Optional.empty(), attempt, Optional.empty()));
    }

    /** Which attempt of how many this was, where there were several. */
    public Optional<Attempt> attempt() {
        return detail.attempt();
    }

    /** The same circumstance, at the given attempt. */
    public Circumstance at(int attemptNumber, int maximumAttempts) {
        return with(new Detail(detail.progress(), Optional.of(new Attempt(attemptNumber, maximumAttempts)),
                detail.requestId()));
    }

    /** The same circumstance, so far into a blob; where that is known already, it stays. */
    public Circumstance after(long bytesDone, long bytesWanted) {
        return with(new Detail(detail.progress().or(() -> Optional.of(new Progress(bytesDone, bytesWanted))),
                detail.attempt(), detail.requestId()));
    }

    /** The same circumstance, of the request that the server calls so; what is known already stays. */
    public Circumstance known(Optional<String> requestId) {
        return with(new Detail(detail.progress(), detail.attempt(), detail.requestId().or(() -> requestId)));
    }

    private Circumstance with(Detail more) {
        return new Circumstance(action, object, place, got, wanted, more);
    }

    /** The message: action, object, place, got, wanted, and what is known besides. */
    @Override
    public String toString() {
        return action + (object.isEmpty() ? "" : " " + object) + " at " + place + ": got " + got + ", wanted " + wanted
                + detail;
    }
}
