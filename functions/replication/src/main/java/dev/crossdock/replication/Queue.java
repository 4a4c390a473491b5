package dev.crossdock.replication;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps messages until they are done, at least once each (DESIGN, "Ports"). What was sent is durable when {@link #send}
 * returns, as far as the driver promises durability at all. Safe for several threads.
 */
public interface Queue {
    /**
     * A message to send.
     *
     * @param notBefore when it may be received; at once if empty
     */
    record Outgoing(Message message, Optional<Instant> notBefore) {
        /** May be received at once. */
        public static Outgoing now(Message message) {
            return new Outgoing(message, Optional.empty());
        }
    }

    /**
     * A message that was handed out and is hidden from others until its visibility ends.
     *
     * @param receipt  names this delivery
     * @param failures how often it was given back by {@link #failed}; where the driver's queue counts deliveries, also how
     *                 often nobody answered in time
     * @param sentAt   when it was sent first
     */
    record Received(String receipt, Message message, int failures, Instant sentAt) {}

    /**
     * A message that nobody will try again unless a person asks.
     *
     * @param message empty where this version cannot read it
     */
    record DeadLetter(String id, Step step, Optional<Message> message, String reason, Instant at) {}

    /** Sends all, or throws: then none was sent, or, where the driver's queue knows no transaction, perhaps some. */
    void send(List<Outgoing> batch);

    /** At most {@code maximum} messages of a step; waits up to {@code wait} for the first. */
    List<Received> receive(Step step, int maximum, Duration visibility, Duration wait);

    /** The message is dealt with. */
    void done(Received received);

    /** The message failed, and may be received again after a while. */
    void failed(Received received, Duration after);

    /**
     * The message waits, and nothing of it failed: it may be received again after a while, its failures counted as before
     * and its age from when it was sent first. A driver whose queue counts deliveries sends a fresh one instead.
     */
    void later(Received received, Duration after);

    /** The message failed for good. */
    void bury(Received received, String reason);

    /** The dead letters, the oldest first. */
    List<DeadLetter> deadLetters(int maximum);

    /** Sends a dead letter again, its failures forgotten; says whether there was one of that id. */
    boolean revive(String id);

    /** Forgets the dead letters that died before; says how many. */
    int forgetDeadLetters(Instant before);

    /** How many messages of the step wait or are handed out. */
    long depth(Step step);
}
