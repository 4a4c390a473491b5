package dev.crossdock.replication;

/** How a run, or a request that needed none, ended. */
public enum Outcome {
    /** The target's tag says what the source's tag says; it was put now. */
    PUBLISHED,
    /** The target's tag said so already. */
    UNCHANGED,
    /** The source's tag had moved on; the target's tag was left alone and a new request sent. */
    SUPERSEDED,
    /** The source has no such tag, and no event younger than the time that tags take to settle claims one. */
    GONE
}
