package dev.crossdock.registry.operation;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each request, in the combined form of Apache and distribution. A request's thread only adds its line to a
 * buffer in memory; a thread of the log's own writes it out, ten times a second. Where the reader of the log is too slow, the
 * buffer is full, and lines are dropped: they are counted, and the log says how many.
 */
public final class AccessLog implements AutoCloseable {
    /** How many bytes of lines wait at most; as many more are being written. */
    static final int BUFFER_BYTES = 1 << 20;
    /** The longest line. */
    static final int LINE_BYTES = 4 << 10;
    /** How long a line waits before it is written. */
    static final Duration FLUSH = Duration.ofMillis(100);
    /** How long the end waits for the last lines to be written. */
    static final Duration END = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'",
            Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final ThreadLocal<LineBuffer> LINE = ThreadLocal.withInitial(() -> new LineBuffer(LINE_BYTES));
    private static final int ADDRESS_BYTES = 64;
    private static final int USER_BYTES = 128;
    private static final int REFERER_BYTES = 512;
    private static final int AGENT_BYTES = 256;
    private static final long MILLIS = 1_000;

    private final OutputStream out;
    private final Thread writer;
    private final LongAdder dropped = new LongAdder();
    private final Object lock = new Object();
    private byte[] waiting = new byte[BUFFER_BYTES];
    private byte[] spare = new byte[BUFFER_BYTES];
    private int waitingBytes;
    private long told;
    private volatile boolean isEnding;
    private volatile Second second = new Second(Long.MIN_VALUE, "");

    private AccessLog(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::writeOn);
    }

    /** A second, as it is written. */
    private record Second(long epoch, String text) {}

    /**
     * Who asked.
     *
     * @param address of the client
     * @param user    as which it was let in; empty for nobody
     * @param referer header; empty where there is none
     * @param agent   header; empty where there is none
     */
    public record Client(String address, String user, String referer, String agent) {}

    /**
     * What was answered.
     *
     * @param began  when the request came, in milliseconds since 1970
     * @param status of the answer
     * @param sent   bytes of its body
     */
    public record Answer(long began, int status, long sent) {}

    /** Begins to write to the stream, which stays open. */
    static AccessLog to(OutputStream out) {
        AccessLog log = new AccessLog(out);
        log.writer.start();
        return log;
    }

    /** Adds a line; never waits for whoever reads the log. */
    public void add(Client client, RequestLine request, Answer answer) {
        LineBuffer line = LINE.get();
        line.clear();
        foreign(line, client.address(), ADDRESS_BYTES).put(" - ");
        foreign(line, client.user(), USER_BYTES).put(' ').put(time(answer.began())).put(' ').put('"');
        request.write(line);
        line.put('"').put(' ').put(answer.status()).put(' ').put(answer.sent()).put(' ').put('"');
        foreign(line, withoutQuery(client.referer()), REFERER_BYTES).put('"').put(' ').put('"');
        foreign(line, client.agent(), AGENT_BYTES).put('"').put('\n');
        add(line);
    }

    private static LineBuffer foreign(LineBuffer line, String text, int most) {
        return text.isEmpty() ? line.put('-') : line.putForeign(text, most);
    }

    private static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query) + "?***";
    }

    private String time(long millis) {
        long epoch = Math.floorDiv(millis, MILLIS);
        Second known = second;
        if (known.epoch != epoch) {
            known = new Second(epoch, TIME.format(Instant.ofEpochSecond(epoch)));
            second = known;
        }
        return known.text;
    }

    private void add(LineBuffer line) {
        boolean isHalfFull;
        synchronized (lock) {
            if (line.length() > BUFFER_BYTES - waitingBytes) {
                dropped.increment();
                return;
            }
            System.arraycopy(line.bytes(), 0, waiting, waitingBytes, line.length());
            isHalfFull = waitingBytes < BUFFER_BYTES / 2 && waitingBytes + line.length() >= BUFFER_BYTES / 2;
            waitingBytes += line.length();
        }
        if (isHalfFull) {
            LockSupport.unpark(writer);
        }
    }

    /** Lines that were not written, since nobody read fast enough. */
    public long dropped() {
        return dropped.sum();
    }

    private void writeOn() {
        while (!isEnding) {
            LockSupport.parkNanos(this, FLUSH.toNanos());
            write();
        }
        write();
    }

    private void write() {
        byte[] full;
        int count;
        synchronized (lock) {
            full = waiting;
            count = waitingBytes;
            waiting = spare;
            waitingBytes = 0;
        }
        spare = full;
        try {
            if (count > 0) {
                out.write(full, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            LOG.warn("access log: cannot be written: {}", e.getMessage());
        }
        tell();
    }

    private void tell() {
        long now = dropped.sum();
        if (now > told) {
            LOG.warn("access log: {} lines were dropped, since stdout is read too slowly; switch it off by "
                    + "log.accesslog.disabled", now - told);
            told = now;
        }
    }

    /** Writes what waits, within a bound. */
    @Override
    public void close() {
        isEnding = true;
        LockSupport.unpark(writer);
        try {
            writer.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
