package dev.crossdock.storage;

import java.nio.ByteBuffer;

/**
 * An object that is being written piece by piece, seen by nobody until it is committed. Closing keeps the bytes for a
 * later holder. Not for several threads.
 */
public interface AppendSession extends AutoCloseable {
    /** How many bytes were written so far, by every holder. */
    long size();

    /** Appends the buffer's remaining bytes. */
    void write(ByteBuffer bytes);

    /** The bytes written so far. */
    StoredBody written();

    /** Makes the bytes the object at {@code target}, durably, replacing what was there, and ends the session. */
    void commit(StoragePath target);

    /** Discards the bytes and ends the session. */
    void cancel();

    /** Lets go of the session, which stays unless it was committed or cancelled. */
    @Override
    void close();
}
