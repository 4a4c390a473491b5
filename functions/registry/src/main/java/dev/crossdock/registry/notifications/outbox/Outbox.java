package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait, on storage. Each is intended, durably, before its change is made; then confirmed or dropped, which
 * costs nothing: what is confirmed stands in the next group that is written, or in the state that is saved now and then,
 * and until one of them is stored the content itself can be asked. An event is forgotten once all its endpoints are done
 * with it.
 */
public final class Outbox {
    /** Whether other processes may work on the same storage at the same time. */
    public enum Tenancy {
        /** None does: whatever lies in the outbox was left by processes that are gone. */
        ALONE,
        /** Replicas do, each with events of its own. */
        SHARED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long SAID_SECONDS = 60;

    private final Room room;
    private final History history;
    private final EventStream stream;
    private final Held held = new Held();
    private final GroupCommit commit;
    private final Letters letters;
    private final Streams streams;
    private final Queue<Entry> doubtful = new ConcurrentLinkedQueue<>();
    private final Object making = new Object();
    private final AtomicLong saidFull = new AtomicLong(Long.MIN_VALUE);

    /** On this driver; nothing is read or written yet. */
    public Outbox(StorageDriver driver, Tenancy tenancy, Room room, History history) {
        this.room = room;
        this.history = history;
        this.streams = new Streams(driver, tenancy);
        this.stream = new EventStream(driver, streams.instance());
        this.commit = new GroupCommit(stream, held);
        this.letters = new Letters(driver, room.maximumLetters());
    }

    /** What earlier processes left, as far as these endpoints still need it: confirmed, and in the order to be sent. */
    public List<Entry> recover(Set<String> endpoints) {
        letters.open();
        streams.beat();
        held.beginAt(stream.state().marks().end());
        stream.groups().forEach(group -> held.beginAt(EventStream.first(group) + GroupCommit.MAXIMUM_EVENTS));
        List<Recovery.Found> found = new Recovery(stream, history).read().onlyFor(endpoints);
        found.forEach(one -> held.add(one.entry()));
        List<Entry> confirmed = new ArrayList<>();
        for (Recovery.Found one : found) {
            if (one.isConfirmed()) {
                held.confirm(one.entry());
                one.taken().forEach(endpoint -> done(one.entry(), endpoint));
                held.finish(one.entry()).ifPresent(this::delete);
                if (!held.waiting(one.entry()).isEmpty()) {
                    confirmed.add(one.entry());
                }
            } else {
                drop(List.of(one.entry()));
            }
        }
        return confirmed;
    }

    String instance() {
        return streams.instance();
    }

    /** Says that this process lives. To be called about once a second, whatever else takes its time. */
    public void beat() {
        streams.beat();
    }

    /** Takes over what other instances left that are gone, and gives it away as it comes. To be called again and again. */
    public void adopt(Set<String> endpoints, Consumer<List<Entry>> send) {
        Adoption adoption = new Adoption(streams, history, endpoints, events -> send.accept(enqueue(events)));
        streams.gone().forEach(name -> streams.claim(name).ifPresent(adoption::adopt));
    }

    /** Stores events whose changes are not made yet. They are durable on return; throws StorageException if not. */
    public List<Entry> intend(List<OutboxEvent> events) {
        List<Entry> entries = commit.write(events, false);
        makeRoom();
        return entries;
    }

    /** Stores events that need no confirmation. */
    public List<Entry> enqueue(List<OutboxEvent> events) {
        List<Entry> entries = commit.write(events, true);
        makeRoom();
        return entries;
    }

    /** Their changes were made. */
    public void confirm(List<Entry> entries) {
        entries.forEach(held::confirm);
    }

    /** Their changes were refused. */
    public void drop(List<Entry> entries) {
        entries.forEach(entry -> held.drop(entry).ifPresent(this::delete));
    }

    /** Whether their changes were made is not known: those that the content shows are confirmed now, and given back. */
    public List<Entry> settle(List<Entry> entries) {
        List<Entry> shown = new ArrayList<>();
        for (Entry entry : entries) {
            try {
                if (history.shows(entry.change())) {
                    held.confirm(entry);
                    shown.add(entry);
                } else {
                    drop(List.of(entry));
                }
            } catch (StorageException e) {
                LOG.warn("notifications: whether event {} happened is asked again later: {}", entry.id(),
                        e.getMessage());
                doubtful.add(entry);
            }
        }
        return shown;
    }

    /** A change that no endpoint wants to know of is about to be made, and may take away what an older one left. */
    public void before(Change change) {
        boolean isPlain = change.kind() == Change.Kind.BLOB_PUT || change.kind() == Change.Kind.READ;
        if (!isPlain && held.isUnmarked(change)) {
            save(Durability.SYNCED);
        }
    }

    /** To be called about once a second: saves what changed; gives back what could be settled since. */
    public List<Entry> tick() {
        if (held.takeChange()) {
            save(Durability.RELAXED);
        }
        List<Entry> again = new ArrayList<>();
        for (Entry entry = doubtful.poll(); entry != null; entry = doubtful.poll()) {
            again.add(entry);
        }
        return settle(again);
    }

    private void save(Durability durability) {
        EventStream.State state = held.state();
        stream.write(state, durability);
        if (durability == Durability.SYNCED) {
            held.marked(state.marks());
        }
    }

    /** The event with its body; empty where it is held no more. Throws {@link UnreadableException}. */
    public Optional<OutboxEvent> event(Entry entry) {
        try {
            return stream.find(entry.group(), entry.id());
        } catch (StorageException e) {
            throw new UnreadableException(entry, e);
        }
    }

    /** Whether the endpoint still needs it: it may have become a dead letter to make room. */
    public boolean isWaiting(Entry entry, String endpoint) {
        return held.isWaiting(entry, endpoint);
    }

    /** The endpoint took it. */
    public void done(Entry entry, String endpoint) {
        held.done(entry, endpoint).ifPresent(this::delete);
    }

    /** The endpoint will not take it: it is kept as a dead letter. */
    public void die(Entry entry, String endpoint, int attempts, String reason) {
        Optional<OutboxEvent> event = event(entry);
        if (event.isPresent()) {
            DeadLetter letter = letters.write(endpoint, event.get(), attempts, reason);
            LOG.debug("notify {}: dead letter {}: {}", endpoint, letter.id(), reason);
        } else {
            LOG.error("notify {}: event {} of {} is lost: its record {} is gone from the storage, "
                    + "unless another replica has taken it over", endpoint,
                    entry.id(), entry.change().repository(), entry.group());
        }
        done(entry, endpoint);
    }

    private void makeRoom() {
        if (held.surplus(room).isEmpty()) {
            return;
        }
        synchronized (making) {
            Optional<Entry> surplus = held.surplus(room);
            while (surplus.isPresent() && evict(surplus.get())) {
                surplus = held.surplus(room);
            }
        }
    }

    /** False where no letter can be written: then there is more than there is room for, until one can. */
    private boolean evict(Entry oldest) {
        sayFull();
        for (String endpoint : held.waiting(oldest)) {
            try {
                die(oldest, endpoint, 0, "the outbox was full");
            } catch (UnreadableException e) {
                LOG.error("notify {}: event {} of {} is lost: the outbox is full, and its record cannot be read: {}",
                        endpoint, oldest.id(), oldest.change().repository(), e.getMessage());
                done(oldest, endpoint);
            } catch (StorageException e) {
                LOG.error("notifications: the outbox is full, and cannot be made less so: {}", e.getMessage());
                return false;
            }
        }
        return true;
    }

    private void sayFull() {
        long now = Instant.now().getEpochSecond();
        long last = saidFull.get();
        if (now - SAID_SECONDS > last && saidFull.compareAndSet(last, now)) {
            LOG.error("notifications: the outbox is full ({} events, at most {} and {} bytes): the oldest become dead "
                    + "letters. An endpoint does not take its events: mend it, then redeliver them", held.size(),
                    room.maximumEvents(), room.maximumBytes());
        }
    }

    /** What stays by mistake is sent once more after a restart. */
    private void delete(StoragePath group) {
        try {
            stream.delete(group);
        } catch (StorageException e) {
            LOG.warn("notifications: {}", e.getMessage());
        }
    }

    /** Dead letters behind the one of this name, the oldest first. */
    public List<DeadLetter> letters(String after, int limit) {
        return letters.list(after, limit);
    }

    /** The dead letter of this name. */
    public Optional<DeadLetter> letter(String id) {
        return letters.find(id);
    }

    /** Queues it again for its endpoint, at the end of its repository's line; its age begins anew. */
    public List<Entry> revive(DeadLetter letter) {
        OutboxEvent event = letter.event();
        List<Entry> queued = enqueue(List.of(new OutboxEvent(event.id(), Instant.now(), event.change(),
                List.of(letter.endpoint()), event.body())));
        letters.delete(letter.id());
        return queued;
    }

    /** How many dead letters there are. */
    public int letterCount() {
        return letters.count();
    }

    /** How many events are held. */
    public int size() {
        return held.size();
    }

    /** Since when the oldest waits. */
    public Optional<Instant> oldest() {
        return held.oldest();
    }

    /** Saves what changed; what is held stays for the next process. */
    public void close() {
        if (held.takeChange()) {
            save(Durability.SYNCED);
        }
        streams.end(held.size() == 0);
    }
}
