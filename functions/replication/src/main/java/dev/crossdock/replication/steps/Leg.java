package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Message;
import dev.crossdock.transfer.BlobProgress;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What one task got done until its deadline. Tells somebody else of all that it hears. */
final class Leg extends BlobProgress.Relay {
    private final Collection<Digest> moved = new ConcurrentLinkedQueue<>();
    private final Collection<Message.Wanted> stopped = new ConcurrentLinkedQueue<>();
    private final Collection<Message.Wanted> claimed = new ConcurrentLinkedQueue<>();
    private final Collection<Instant> claimEnds = new ConcurrentLinkedQueue<>();
    private final Map<Digest, Long> reached = new ConcurrentHashMap<>();

    Leg(BlobProgress next) {
        super(next);
    }

    void isThere(Message.Wanted wanted) {
        moved.add(wanted.blob().digest());
    }

    void isStopped(Message.Wanted wanted) {
        stopped.add(wanted);
    }

    void isClaimed(Message.Wanted wanted, Instant until) {
        claimEnds.add(until);
        claimed.add(wanted);
    }

    List<Digest> moved() {
        return List.copyOf(moved);
    }

    List<Message.Wanted> stopped() {
        return List.copyOf(stopped);
    }

    List<Message.Wanted> claimed() {
        return List.copyOf(claimed);
    }

    /** When the first of others' claims ends. */
    Instant claimedUntil() {
        return claimEnds.stream().min(Comparator.naturalOrder()).orElse(Instant.MAX);
    }

    /** How many bytes of the blobs that stopped on their way have arrived. */
    long reached() {
        return stopped.stream().mapToLong(it -> reached.getOrDefault(it.blob().digest(), 0L)).sum();
    }

    @Override
    public void moved(Descriptor blob, long bytes) {
        reached.merge(blob.digest(), bytes, Long::sum);
        super.moved(blob, bytes);
    }

    @Override
    public void resumed(Descriptor blob, long bytes) {
        reached.put(blob.digest(), bytes);
        super.resumed(blob, bytes);
    }

    @Override
    public void restarted(Descriptor blob) {
        reached.remove(blob.digest());
        super.restarted(blob);
    }
}
