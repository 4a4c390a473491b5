package dev.crossdock.storage;

/** What a change must outlast before the call returns. Readers see it whole, at once, in either case. */
public enum Durability {
    /** The machine's power: the change is on the medium. */
    SYNCED,
    /** The process: a loss of power may undo or damage it. For what can be made again, such as an upload's notes. */
    RELAXED
}
