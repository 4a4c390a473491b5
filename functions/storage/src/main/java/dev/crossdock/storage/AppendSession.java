package dev.crossdock.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object that is being written piece by piece, seen by nobody until it is committed. Closing keeps the bytes for a
 * later holder. Not for several threads.
 */
public interface AppendSession extends AutoCloseable {
    /** How many bytes were written so far, by every holder. */
    long size();

    /**
     * Which state of the session this is: another one than the holder before found or left behind, where somebody else
     * wrote in between. The same for all states, where the driver lets nobody else in.
     */
    default String stamp() {
        return "";
    }

    /**
     * Says what is known of the bytes that this holder is about to write: how many there are, and what they are to become.
     * A driver may then write them straight to their place; they do not outlive this holder there, unless it commits. What
     * is said may prove wrong; a commit to another target may then fail.
     */
    default void announce(Optional<StoragePath> target, OptionalLong length) {
        // Means nothing to a driver that can rename.
    }

    /** Appends the buffer's remaining bytes. */
    void write(ByteBuffer bytes);

    /** The bytes written so far. Nothing is to be written after. */
    StoredBody written();

    /**
     * Makes the bytes the object at {@code target}, durably, replacing what was there, and ends the session. Targets are
     * named after their content: one of the same size that is there already is taken for these bytes. Throws only where
     * the object is not known to be there.
     */
    void commit(StoragePath target);

    /**
     * Lets go of what this holder wrote, as far as the driver can: the next one goes on where this one began. Nothing is to
     * be written after.
     */
    void revert();

    /** Discards the bytes and ends the session. */
    void cancel();

    /** Lets go of the session, which stays unless it was committed or cancelled. */
    @Override
    void close();
}
