package dev.crossdock.aws.state;

import dev.crossdock.replication.Step;

/**
 * The queues' addresses: for each step one, and one for its dead letters.
 *
 * @param plan          standard
 * @param copy          standard
 * @param publish       FIFO: what goes to one tag is published one after the other
 * @param publishLater  standard: publications that wait, for a FIFO queue delays no single message
 * @param deadLetters   of each step
 */
public record QueueUrls(String plan, String copy, String publish, String publishLater, DeadLetters deadLetters) {
    /** Where dead letters go; publish's is FIFO, as its queue. */
    public record DeadLetters(String plan, String copy, String publish) {}

    String of(Step step) {
        return switch (step) {
            case PLAN -> plan;
            case COPY -> copy;
            case PUBLISH -> publish;
        };
    }

    String deadLettersOf(Step step) {
        return switch (step) {
            case PLAN -> deadLetters.plan;
            case COPY -> deadLetters.copy;
            case PUBLISH -> deadLetters.publish;
        };
    }
}
