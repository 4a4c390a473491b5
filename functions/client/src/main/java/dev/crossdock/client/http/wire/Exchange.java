package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. For one thread, which waits in every call; {@link #cancel} is for the others. Either
 * {@link #ask}, then read; or {@link #open}, write the body, {@link #answer}, then read.
 */
public final class Exchange implements ByteChannel {
    private final BlobWire wire;
    private final Origin origin;
    private final Message message;
    private final Breaker breaker = new Breaker();
    private long unsent;
    private @Nullable ByteBuffer head;
    private @Nullable Connection connection;
    private @Nullable Answer answer;
    private @Nullable Body body;

    Exchange(BlobWire wire, Origin origin, Message message) {
        this.wire = wire;
        this.origin = origin;
        this.message = message;
        this.unsent = message.length();
    }

    /**
     * Sends a request that has no body, and reads the head of the answer. A kept connection that dies before the answer's
     * first byte was closed by the other side meanwhile: then a new one is opened, once.
     */
    public Answer ask() throws IOException {
        boolean kept = open();
        try {
            return answer();
        } catch (IOException e) {
            Connection broken = connection();
            if (!kept || broken.heard() || breaker.isCut()) {
                throw e;
            }
            connection = null;
            broken.end();
            adopt(wire.dial(origin, breaker));
            return answer();
        }
    }

    /** Takes a connection; says whether it was used before. The head leaves together with what follows. */
    public boolean open() throws IOException {
        Optional<Connection> kept = wire.kept(origin);
        if (kept.isPresent()) {
            adopt(kept.get());
            breaker.guard(kept.get().channel());
        } else {
            adopt(wire.dial(origin, breaker));
        }
        return kept.isPresent();
    }

    private void adopt(Connection taken) {
        connection = taken;
        head = message.head();
    }

    private Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("the exchange is not open");
        }
        return connection;
    }

    /** Sends all of the buffer. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = from.remaining();
        ByteBuffer first = head;
        head = null;
        if (first == null) {
            connection().write(from);
        } else {
            connection().write(first, from);
        }
        unsent -= count;
        return count;
    }

    /** Waits for the answer's head. Also where the body could not be sent to its end: the answer may say why. */
    public Answer answer() throws IOException {
        ByteBuffer first = head;
        head = null;
        if (first != null) {
            connection().write(first);
        }
        Answer came = new HeadReader(connection(), HeadReader.MAXIMUM_BYTES).answer();
        body = Body.of(came, message.method().equals("HEAD"), connection());
        answer = came;
        return came;
    }

    /** At least one byte of the answer's body; -1 at its end, which is never early where the head says where it is. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        if (body == null) {
            throw new IllegalStateException("the exchange has no answer yet");
        }
        return body.read(into);
    }

    /** Ends it now, from any thread. */
    public void cancel() {
        breaker.cut();
    }

    @Override
    public boolean isOpen() {
        return connection != null;
    }

    /** Keeps the connection where both sides said all that they announced, and ends it otherwise. */
    @Override
    public void close() {
        wire.over(this);
        Connection used = connection;
        if (used == null) {
            return;
        }
        connection = null;
        breaker.release();
        if (answer != null && body != null && answer.keepsConnection() && unsent == 0 && body.leavesConnection()
                && !breaker.isCut()) {
            wire.keep(used);
        } else {
            used.end();
        }
    }
}
