package dev.crossdock.registry.notifications;

import dev.crossdock.registry.notifications.outbox.DeadLetter;
import dev.crossdock.registry.notifications.outbox.Entry;
import dev.crossdock.registry.notifications.outbox.Outbox;
import dev.crossdock.storage.StorageDriver;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The events that their endpoints did not take, to be listed and sent again. */
public final class DeadLetters implements AutoCloseable {
    /** The most that one listing returns. */
    public static final int MAXIMUM_LISTED = 1000;

    private final Outbox outbox;
    private final Set<String> endpoints;
    private final Consumer<List<Entry>> send;
    private final Runnable end;

    /** In this process's outbox; what is to be sent again is given to {@code send}. */
    DeadLetters(Outbox outbox, Set<String> endpoints, Consumer<List<Entry>> send) {
        this(outbox, endpoints, send, () -> {
            // it is not ours
        });
    }

    private DeadLetters(Outbox outbox, Set<String> endpoints, Consumer<List<Entry>> send, Runnable end) {
        this.outbox = outbox;
        this.endpoints = Set.copyOf(endpoints);
        this.send = send;
        this.end = end;
    }

    /**
     * Beside the replicas that share this storage: what is to be sent again is left behind as if by one of them, and the
     * next of them that looks (each does once a minute) takes it over.
     */
    public static DeadLetters beside(StorageDriver driver, NotificationSettings settings) {
        Outbox outbox = new Outbox(driver, Outbox.Tenancy.SHARED, settings.room(), change -> true);
        return new DeadLetters(outbox, Notifications.named(settings.endpoints()).keySet(), entries -> {
            // whoever takes them over sends them
        }, outbox::close);
    }

    /** What became of the wish to send a dead letter again. */
    public enum Redelivery {
        /** It waits for its endpoint once more. */
        QUEUED,
        /** There is none of this name. */
        NO_SUCH_LETTER,
        /** Its endpoint is configured no more; the letter is kept. */
        NO_SUCH_ENDPOINT
    }

    /** Those behind the one named {@code after} (empty: from the oldest on). */
    public List<DeadLetter> list(String after, int limit) {
        return outbox.letters(after, Math.clamp(limit, 1, MAXIMUM_LISTED));
    }

    /** Sends one again. */
    public Redelivery redeliver(String id) {
        Optional<DeadLetter> letter = outbox.letter(id);
        if (letter.isEmpty()) {
            return Redelivery.NO_SUCH_LETTER;
        }
        if (!endpoints.contains(letter.get().endpoint())) {
            return Redelivery.NO_SUCH_ENDPOINT;
        }
        send.accept(outbox.revive(letter.get()));
        return Redelivery.QUEUED;
    }

    /** Sends all of an endpoint again that are there now, the oldest first, and says how many there were. */
    public int redeliverAll(String endpoint) {
        int count = 0;
        List<DeadLetter> page = list("", MAXIMUM_LISTED);
        Instant begun = Instant.now();
        while (!page.isEmpty()) {
            for (DeadLetter letter : page) {
                boolean isMeant = letter.endpoint().equals(endpoint) && letter.died().isBefore(begun);
                count += isMeant && redeliver(letter.id()) == Redelivery.QUEUED ? 1 : 0;
            }
            page = list(page.getLast().id(), MAXIMUM_LISTED);
        }
        return count;
    }

    /** Leaves to the replicas what is to be sent again. */
    @Override
    public void close() {
        end.run();
    }
}
