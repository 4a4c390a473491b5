package dev.crossdock.replication;

/** The steps that take messages from a queue, in the order of the flow. */
public enum Step {
    PLAN, COPY, PUBLISH
}
