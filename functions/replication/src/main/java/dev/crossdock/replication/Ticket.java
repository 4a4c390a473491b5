package dev.crossdock.replication;

import java.time.Instant;

/**
 * What became of a request that somebody may ask about.
 *
 * @param id     given when the request was accepted
 * @param detail for a person: the outcome, or the failure
 * @param at     when this was written
 */
public record Ticket(String id, State state, String detail, Instant at) {
    /** How far the request is. */
    public enum State {
        ACCEPTED, COPYING, DONE, FAILED
    }
}
