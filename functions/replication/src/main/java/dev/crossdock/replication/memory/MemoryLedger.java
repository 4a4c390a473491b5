package dev.crossdock.replication.memory;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A ledger of maps, gone with its process. */
public final class MemoryLedger implements Ledger {
    private record Entry(Run run, Set<Digest> marks) {}

    private final Map<RunKey, Entry> open = new ConcurrentHashMap<>();
    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();

    @Override
    public void open(Run run) {
        open.put(run.key(), new Entry(run, ConcurrentHashMap.newKeySet()));
    }

    @Override
    public Optional<Run> find(RunKey key) {
        return Optional.ofNullable(open.get(key)).map(Entry::run);
    }

    @Override
    public void markDone(RunKey key, Collection<Digest> blobs) {
        Optional.ofNullable(open.get(key)).ifPresent(entry -> entry.marks.addAll(blobs));
    }

    @Override
    public void markMissing(RunKey key, Collection<Digest> blobs) {
        Optional.ofNullable(open.get(key)).ifPresent(entry -> entry.marks.removeAll(new HashSet<>(blobs)));
    }

    @Override
    public List<Descriptor> unmarked(RunKey key) {
        return Optional.ofNullable(open.get(key)).map(
                entry -> entry.run.blobs().stream().filter(blob -> !entry.marks.contains(blob.digest())).toList())
                .orElse(List.of());
    }

    @Override
    public void settle(Route route, Instant until, Outcome outcome, Predicate<Run> ended) {
        open.values().removeIf(entry -> entry.run.route().equals(route) && !entry.run.openedAt().isAfter(until)
                && ended.test(entry.run));
    }

    @Override
    public List<Route> openRoutes(Instant before, int maximum) {
        return open.values().stream().map(Entry::run).filter(run -> run.openedAt().isBefore(before))
                .sorted(Comparator.comparing(Run::openedAt)).map(Run::route).distinct().limit(maximum).toList();
    }

    @Override
    public int prune(Instant before) {
        int all = tickets.size() + open.size();
        tickets.values().removeIf(ticket -> ticket.at().isBefore(before));
        open.values().removeIf(entry -> entry.run.openedAt().isBefore(before));
        return all - tickets.size() - open.size();
    }

    @Override
    public void write(Ticket ticket) {
        tickets.put(ticket.id(), ticket);
    }

    @Override
    public Optional<Ticket> ticket(String id) {
        return Optional.ofNullable(tickets.get(id));
    }
}
