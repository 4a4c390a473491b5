package dev.crossdock.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tree of objects, each read and replaced as a whole: what is half-written can never be read. Every method may be
 * called by many threads at once; {@link StorageException} says what failed, on what.
 */
// tidy: public a port and the nouns it speaks of are there to be used by others
public interface StorageDriver extends AutoCloseable {
    /** The most names that one listing returns. */
    int MAXIMUM_LISTED = 10_000;

    /** The object's bytes where it is there; throws where it has more than {@code limit}. For small objects. */
    Optional<byte[]> load(StoragePath path, int limit);

    /** The part of the object from {@code offset} on, at most {@code length} bytes of it, where the object is there. */
    Optional<StoredBody> read(StoragePath path, long offset, long length);

    /** Makes the object have exactly these bytes, whether or not it was there. */
    void write(StoragePath path, byte[] bytes, Durability durability);

    /** Creates the object with these bytes, durably, unless it is there: of many callers exactly one gets true. */
    boolean putIfAbsent(StoragePath path, byte[] bytes);

    /**
     * Opens the session of this name: at its size where it was begun before (by an earlier process too), else empty. At
     * most one holder at a time; the caller sees to that.
     */
    AppendSession append(StoragePath session);

    /** The names directly beneath a path, by character code, after {@code after}; none where the path is not there. */
    List<String> list(StoragePath path, String after, int limit);

    /** What is at the path; empty where nothing is. */
    Optional<StoredStat> stat(StoragePath path);

    /** Moves one object durably, replacing what was at the new path; throws where it is not there. */
    void move(StoragePath from, StoragePath to);

    /** Removes the object, or the path with everything beneath it; false where nothing was there. */
    boolean delete(StoragePath path, Durability durability);

    /**
     * Removes what writers that died before then left behind where nobody can see it, unfinished objects for instance, and
     * says how many. Sessions are not among them: they go when they are cancelled.
     */
    default int discardUnfinished(Instant before) {
        return 0;
    }

    /** Gives the root free for another process. */
    @Override
    void close();
}
