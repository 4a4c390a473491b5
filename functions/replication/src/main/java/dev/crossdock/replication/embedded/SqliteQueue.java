package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The queue in SQLite. Waiting receivers are woken by what is sent, and otherwise look again when the next hidden message
 * becomes visible. A receipt is {@code id/delivery}: who comes late with an old one changes nothing.
 */
final class SqliteQueue implements Queue {
    private record Row(long id, long delivery, String body, int failures, long sentAt) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getInt(4), row.getLong(5));
        }
    }

    private final GroupCommit commit;
    private final InstantSource clock;
    private final Map<Step, Signal> signals = new EnumMap<>(Step.class);

    SqliteQueue(GroupCommit commit, InstantSource clock) {
        this.commit = commit;
        this.clock = clock;
        for (Step step : Step.values()) {
            signals.put(step, new Signal());
        }
    }

    @Override
    public void send(List<Outgoing> batch) {
        if (batch.isEmpty()) {
            return;
        }
        long now = clock.millis();
        List<Sql> inserts = batch.stream().map(each -> insert(each, now)).toList();
        commit.call(database -> {
            for (Sql insert : inserts) {
                insert.update(database);
            }
            return inserts.size();
        });
        batch.stream().map(each -> each.message().step()).distinct().forEach(step -> signal(step).give());
    }

    private static Sql insert(Outgoing outgoing, long now) {
        return new Sql("INSERT INTO messages (step, body, visible_at, sent_at) VALUES (?, ?, ?, ?)",
                outgoing.message().step().name(), MessageCodec.encode(outgoing.message()),
                outgoing.notBefore().map(Instant::toEpochMilli).orElse(now), now);
    }

    @Override
    public List<Received> receive(Step step, int maximum, Duration visibility, Duration wait) {
        Instant end = clock.instant().plus(wait);
        while (true) {
            Signal signal = signal(step);
            long seen = signal.count();
            long now = clock.millis();
            List<Received> received = take(step, maximum, now, now + visibility.toMillis());
            Duration left = Duration.between(clock.instant(), end);
            if (!received.isEmpty() || !left.isPositive() || Thread.currentThread().isInterrupted()) {
                return received;
            }
            signal.await(seen, Math.min(left.toMillis(), untilNextVisible(step)));
        }
    }

    private List<Received> take(Step step, int maximum, long now, long hiddenUntil) {
        Sql take = new Sql("""
                UPDATE messages SET leased = 1, receipt = receipt + 1, visible_at = ?
                WHERE id IN (SELECT id FROM messages WHERE step = ? AND reason IS NULL AND visible_at <= ?
                             ORDER BY visible_at, id LIMIT ?)
                RETURNING id, receipt, body, failures, sent_at""", hiddenUntil, step.name(), now, maximum);
        List<Row> rows = commit.call(database -> take.query(database, Row::of));
        return rows.stream().map(this::received).flatMap(Optional::stream).toList();
    }

    /** A message that this version cannot read (written by a newer one) is a dead letter, and holds up no other. */
    private Optional<Received> received(Row row) {
        try {
            return Optional.of(new Received(row.id + "/" + row.delivery, MessageCodec.decode(row.body), row.failures,
                    Instant.ofEpochMilli(row.sentAt)));
        } catch (IllegalArgumentException e) {
            Sql bury = new Sql("UPDATE messages SET leased = 0, reason = ?, died_at = ? WHERE id = ?", e.toString(),
                    clock.millis(), row.id);
            commit.call(bury::update);
            return Optional.empty();
        }
    }

    private long untilNextVisible(Step step) {
        Sql next = new Sql("SELECT min(visible_at) FROM messages WHERE step = ? AND reason IS NULL", step.name());
        List<Long> times = commit.call(database -> next.query(database, row -> {
            long time = row.getLong(1);
            return row.wasNull() ? Long.MAX_VALUE : time;
        }));
        return Math.max(1, times.getFirst() - clock.millis());
    }

    private Signal signal(Step step) {
        return Objects.requireNonNull(signals.get(step));
    }

    @Override
    public void done(Received received) {
        Sql delete = new Sql("DELETE FROM messages WHERE id = ? AND receipt = ? AND leased = 1", id(received),
                delivery(received));
        commit.call(delete::update);
    }

    @Override
    public void failed(Received received, Duration after) {
        giveBack(received, after, 1);
    }

    @Override
    public void later(Received received, Duration after) {
        giveBack(received, after, 0);
    }

    private void giveBack(Received received, Duration after, int moreFailures) {
        Sql giveBack = new Sql(
                "UPDATE messages SET leased = 0, failures = failures + ?, visible_at = ? WHERE id = ? AND receipt = ? AND leased = 1",
                moreFailures, clock.millis() + after.toMillis(), id(received), delivery(received));
        commit.call(giveBack::update);
        signal(received.message().step()).give();
    }

    @Override
    public void bury(Received received, String reason) {
        Sql bury = new Sql(
                "UPDATE messages SET leased = 0, reason = ?, died_at = ? WHERE id = ? AND receipt = ? AND leased = 1",
                reason,
                clock.millis(), id(received), delivery(received));
        commit.call(bury::update);
    }

    @Override
    public List<DeadLetter> deadLetters(int maximum) {
        Sql list = new Sql(
                "SELECT id, step, body, reason, died_at FROM messages WHERE reason IS NOT NULL ORDER BY id LIMIT ?",
                maximum);
        return commit.call(database -> list.query(database, SqliteQueue::deadLetter));
    }

    private static DeadLetter deadLetter(ResultSet row) throws SQLException {
        return new DeadLetter(row.getString(1), Step.valueOf(row.getString(2)), readable(row.getString(3)),
                row.getString(4), Instant.ofEpochMilli(row.getLong(5)));
    }

    /** What it says, or nothing: then it is kept for the version that can read it. */
    private static Optional<Message> readable(String body) {
        try {
            return Optional.of(MessageCodec.decode(body));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public boolean revive(String id) {
        Sql revive = new Sql("""
                UPDATE messages SET reason = NULL, died_at = NULL, failures = 0, sent_at = ?, visible_at = ?
                WHERE id = ? AND reason IS NOT NULL""", clock.millis(), clock.millis(), id);
        boolean found = commit.call(revive::update) > 0;
        signals.values().forEach(Signal::give);
        return found;
    }

    @Override
    public int forgetDeadLetters(Instant before) {
        Sql delete = new Sql("DELETE FROM messages WHERE reason IS NOT NULL AND died_at < ?", before.toEpochMilli());
        return commit.call(delete::update);
    }

    @Override
    public long depth(Step step) {
        Sql count = new Sql("SELECT count(*) FROM messages WHERE step = ? AND reason IS NULL", step.name());
        return commit.call(database -> count.query(database, row -> row.getLong(1))).getFirst();
    }

    private static long id(Received received) {
        return Long.parseLong(received.receipt().substring(0, received.receipt().indexOf('/')));
    }

    private static long delivery(Received received) {
        return Long.parseLong(received.receipt().substring(received.receipt().indexOf('/') + 1));
    }
}
