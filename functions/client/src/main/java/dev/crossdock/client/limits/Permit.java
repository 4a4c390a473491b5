package dev.crossdock.client.limits;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One request's place at its host. To be told how the request was answered or that it broke, and to be closed when the
 * exchange is over, the body included; more than once does no harm.
 */
public final class Permit implements AutoCloseable {
    /** Whatever fills a buffer. */
    @FunctionalInterface
    public interface Filling {
        /** Gives the count of bytes; -1 where there are no more. */
        int fill(ByteBuffer into) throws IOException;
    }

    private final HostBudget budget;
    private final Kind kind;
    private final long round;
    private final Thread holder = Thread.currentThread();
    private final Consumer<Permit> end;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    Permit(HostBudget budget, Kind kind, long round, Consumer<Permit> end) {
        this.budget = budget;
        this.kind = kind;
        this.round = round;
        this.end = end;
    }

    boolean isHeldBy(Thread thread) {
        return holder.equals(thread);
    }

    /** The head of the answer is here; {@code header} gives a header's value by its name. */
    public void answered(int status, Optional<Duration> retryAfter, Function<String, Optional<String>> header) {
        settle(status < 400);
        budget.quotaHeard(header.apply(Quota.LIMIT), header.apply(Quota.REMAINING));
        budget.answered(round, status, retryAfter);
    }

    /**
     * The exchange broke before an answer came; closes the permit. A connection that was refused or reset says that the
     * host has enough. One that ends in the middle of a blob does not: some hosts cut every connection after so many
     * bytes, and fewer connections would not help there.
     */
    public void broke(Exception failure) {
        if (failure instanceof IOException && saysTooMuch(failure)) {
            budget.refused(round);
        }
        close();
    }

    private static boolean saysTooMuch(Exception failure) {
        String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof ConnectException
                || (failure instanceof SocketException && said.contains("reset")) || said.contains("enhance_your_calm");
    }

    private void settle(boolean spent) {
        if (kind == Kind.PULL && settled.compareAndSet(false, true)) {
            budget.quota().settle(spent);
        }
    }

    /** So many bytes of a blob passed: waits until more may, which is at once where no limit is set. */
    void moved(int count) throws InterruptedIOException {
        budget.moved(count);
    }

    /** How many bytes may pass at once before {@link #moved} is told. */
    int pieceBytes() {
        return budget.pieceBytes();
    }

    /** Fills the buffer, with a piece at most, and tells of it. */
    public int read(ByteBuffer into, Filling filling) throws IOException {
        int limit = into.limit();
        int count;
        try {
            into.limit((int) Math.min(limit, (long) into.position() + budget.pieceBytes()));
            count = filling.fill(into);
        } finally {
            into.limit(limit);
        }
        if (count > 0) {
            moved(count);
        }
        return count;
    }

    /** The same bytes, each piece told of. */
    public WritableByteChannel metered(WritableByteChannel out) {
        return new MeteredOutput(out, this);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            settle(false);
            budget.leave(kind);
            end.accept(this);
        }
    }
}
