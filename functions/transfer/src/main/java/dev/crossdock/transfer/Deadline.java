package dev.crossdock.transfer;

/** Until when work may go on. Asked often, so it must be cheap. */
@FunctionalInterface
public interface Deadline {
    /** A deadline that never passes. */
    Deadline NONE = () -> false;

    /** Whether it has passed. */
    boolean passed();
}
