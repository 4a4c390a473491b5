package dev.crossdock.registry.notifications.outbox;

/** The registry's content, asked what happened to an intent whose process did not live to say it. */
@FunctionalInterface
public interface History {
    /** Whether the content shows that the change was made, if only for a while: a tag remembers what it pointed at. */
    boolean shows(Change change);
}
