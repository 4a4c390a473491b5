package dev.crossdock.aws.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as objects, each written by one PUT; lists are strongly consistent, so whoever marks last sees all marks.
 *
 * <pre>
 * jobs/JOB/RUN/run.json        the run as it was planned, written once
 * jobs/JOB/RUN/done/DIGEST     the blob is in the target
 * jobs/JOB/RUN/outcome         how it ended, written once: without it the run is open
 * open/ROUTE/OPENED/JOB/RUN    a run without an outcome; ROUTE is a hash, OPENED milliseconds
 * tickets/ID                   what became of a request
 * aged/AT/run/JOB/RUN          when the run ended: what is to be forgotten stands first
 * aged/AT/tickets/ID           when the ticket was written
 * </pre>
 *
 * The run is written before its index: what a crash leaves between, the message's next delivery opens again, or the bucket's
 * lifecycle removes. The outcome is written before the index goes: what a crash leaves there, the sweep ends once more.
 */
final class S3Ledger implements Ledger {
    /** Of one run's objects, and of open runs: more are seen by the next sweep. */
    private static final int MOST_LISTED = 100_000;
    /** At one time; the next sweep goes on. */
    private static final int MOST_PRUNED = 2_000;
    /** Runs that are held at one time, with their manifests. */
    private static final int READ_TOGETHER = 100;
    private static final Logger LOG = LoggerFactory.getLogger(S3Ledger.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Objects objects;
    private final InstantSource clock;
    private final Fanout fanout;

    private record KeptTicket(Ticket.State state, String detail, long at) {}

    /** Marks are written side by side on the fan-out. */
    S3Ledger(S3Objects objects, InstantSource clock, Fanout fanout) {
        this.objects = objects;
        this.clock = clock;
        this.fanout = fanout;
    }

    @Override
    public void open(Run run) {
        byte[] body = MessageCodec.encodeRun(run).getBytes(UTF_8);
        if (!objects.create(LedgerKeys.run(run.key()), body)) {
            throw new AwsStateException("open run %s: got another run of that name, wanted none".formatted(run.key()));
        }
        objects.put(LedgerKeys.open(run), new byte[0]);
    }

    @Override
    public Optional<Run> find(RunKey key) {
        return objects.has(LedgerKeys.outcome(key)) ? Optional.empty() : read(key);
    }

    private Optional<Run> read(RunKey key) {
        return objects.get(LedgerKeys.run(key)).map(body -> MessageCodec.decodeRun(new String(body, UTF_8)));
    }

    @Override
    public void markDone(RunKey key, Collection<Digest> blobs) {
        fanout.each(Set.copyOf(blobs), blob -> objects.put(LedgerKeys.mark(key, blob), new byte[0]));
    }

    @Override
    public void markMissing(RunKey key, Collection<Digest> blobs) {
        fanout.each(Set.copyOf(blobs), blob -> objects.delete(LedgerKeys.mark(key, blob)));
    }

    @Override
    public List<Descriptor> unmarked(RunKey key) {
        Set<String> there = new HashSet<>(objects.list(LedgerKeys.folder(key), MOST_LISTED));
        if (there.contains(LedgerKeys.outcome(key))) {
            return List.of();
        }
        return read(key).map(Run::blobs).orElse(List.of()).stream()
                .filter(blob -> !there.contains(LedgerKeys.mark(key, blob.digest()))).toList();
    }

    @Override
    public void settle(Route route, Instant until, Outcome outcome, Predicate<Run> ended) {
        for (String index : objects.list(LedgerKeys.openOf(route), MOST_LISTED)) {
            if (LedgerKeys.openedAt(index) > until.toEpochMilli()) {
                return; // They stand in the order in which they were opened.
            }
            RunKey key = LedgerKeys.runOf(index);
            Optional<Run> run = read(key);
            if (run.isEmpty()) {
                objects.delete(index);
            } else if (!run.get().openedAt().isAfter(until) && ended.test(run.get())) {
                end(key, index, outcome);
            }
        }
    }

    /** A list is five of a million dollars, and an event that changes nothing costs no more than two in all. */
    @Override
    public boolean isDearToSettle() {
        return true;
    }

    private void end(RunKey key, String index, Outcome outcome) {
        if (!objects.create(LedgerKeys.outcome(key), outcome.name().getBytes(UTF_8))) {
            LOG.debug("run {} was ended before, otherwise than {}", key, outcome);
        }
        objects.put(LedgerKeys.aged(clock.instant(), key), new byte[0]);
        objects.delete(index);
    }

    @Override
    public List<Route> openRoutes(Instant before, int maximum) {
        Map<String, String> oldest = new LinkedHashMap<>();
        openBefore(before).forEach(index -> oldest.putIfAbsent(LedgerKeys.routeOf(index), index));
        List<String> indexes = List.copyOf(oldest.values());
        List<Route> routes = new ArrayList<>();
        int to;
        for (int from = 0; from < indexes.size() && routes.size() < maximum; from = to) {
            to = Math.min(indexes.size(), from + Math.min(READ_TOGETHER, maximum - routes.size()));
            fanout.map(indexes.subList(from, to), index -> read(LedgerKeys.runOf(index))).stream()
                    .flatMap(Optional::stream).map(Run::route).forEach(routes::add);
        }
        return routes;
    }

    private List<String> openBefore(Instant before) {
        return objects.list(LedgerKeys.OPEN, MOST_LISTED).stream()
                .filter(index -> LedgerKeys.openedAt(index) < before.toEpochMilli())
                .sorted(Comparator.comparingLong(LedgerKeys::openedAt)).toList();
    }

    @Override
    public int prune(Instant before) {
        return prune(before, Deadline.NONE);
    }

    @Override
    public int prune(Instant before, Deadline deadline) {
        int pruned = 0;
        for (String index : openBefore(before).stream().limit(MOST_PRUNED).toList()) {
            if (deadline.passed()) {
                return pruned;
            }
            pruned += forget(LedgerKeys.runOf(index));
            objects.delete(index);
        }
        for (String aged : objects.list(LedgerKeys.AGED, MOST_PRUNED)) {
            if (LedgerKeys.agedAt(aged) >= before.toEpochMilli() || deadline.passed()) {
                break;
            }
            pruned += LedgerKeys.isTicket(aged)
                    ? forgetTicket(LedgerKeys.ticketOf(aged), before)
                    : forget(LedgerKeys.runOf(aged));
            objects.delete(aged);
        }
        return pruned;
    }

    private int forget(RunKey key) {
        List<String> all = objects.list(LedgerKeys.folder(key), MOST_LISTED);
        fanout.each(all, objects::delete);
        return all.isEmpty() ? 0 : 1;
    }

    private int forgetTicket(String key, Instant before) {
        Optional<KeptTicket> kept = objects.get(key).map(S3Ledger::ticketOf)
                .filter(it -> it.at < before.toEpochMilli());
        kept.ifPresent(_ -> objects.delete(key));
        return kept.isPresent() ? 1 : 0;
    }

    @Override
    public void write(Ticket ticket) {
        try {
            objects.put(LedgerKeys.ticket(ticket.id()), JSON.writeValueAsBytes(
                    new KeptTicket(ticket.state(), ticket.detail(), ticket.at().toEpochMilli())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        objects.put(LedgerKeys.aged(ticket), new byte[0]);
    }

    @Override
    public Optional<Ticket> ticket(String id) {
        return objects.get(LedgerKeys.ticket(id)).map(S3Ledger::ticketOf)
                .map(it -> new Ticket(id, it.state, it.detail, Instant.ofEpochMilli(it.at)));
    }

    private static KeptTicket ticketOf(byte[] body) {
        try {
            return JSON.readValue(body, KeptTicket.class);
        } catch (IOException e) {
            throw new AwsStateException("read a ticket: got %s, wanted one of this version".formatted(e.getMessage()),
                    e);
        }
    }
}
