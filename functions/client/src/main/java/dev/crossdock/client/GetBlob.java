package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET /v2/<name>/blobs/<digest>}, whole or by {@code Range}: from one byte to before another. */
record GetBlob(Endpoint endpoint, Descriptor blob, long from, long to) {
    private static final Pattern CONTENT_RANGE = Pattern
            .compile("bytes[ ]+([0-9]{1,18})-([0-9]{1,18})/(?:([0-9]{1,18})|\\*)");
    private static final int SKIP_BYTES = 64 << 10;

    GetBlob {
        if (from < 0 || from >= to || to > blob.size()) {
            throw new IllegalArgumentException(
                    "bytes %d to %d of %s: wanted some of 0 to %d".formatted(from, to, blob.digest(), blob.size()));
        }
    }

    BlobRange run() {
        Request whole = Request.of("GET", endpoint.address("/blobs/" + blob.digest()));
        Session.Asking asking = endpoint.asking(errand(), isWhole() ? whole : whole.with("Range", range()));
        return signed(asking).orElseGet(() -> fromRegistry(asking));
    }

    private BlobRange fromRegistry(Session.Asking asking) {
        Reply reply = endpoint.session().open(asking);
        BlobRange range = openedOrClosed(reply);
        endpoint.session().signed.remember(asking.request().address(), reply.address());
        return range;
    }

    /**
     * From where the registry sent us before, without asking it again; empty where that is no longer good. Storage says so
     * in many ways, and may have other bytes there by now: whatever cannot be used is asked for once more.
     */
    private Optional<BlobRange> signed(Session.Asking asking) {
        Session session = endpoint.session();
        Address registry = asking.request().address();
        Optional<Address> known = session.signed.of(registry);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Reply reply;
        try {
            reply = session.open(asking.to(known.get()));
        } catch (RegistryException e) {
            session.signed.forget(registry, known.get());
            throw e;
        }
        try {
            return Optional.of(openedOrClosed(reply));
        } catch (RegistryException e) {
            session.signed.forget(registry, known.get());
            return Optional.empty();
        }
    }

    private BlobRange openedOrClosed(Reply reply) {
        try {
            return opened(reply);
        } catch (RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private boolean isWhole() {
        return from == 0 && to == blob.size();
    }

    private String range() {
        return "bytes=" + from + "-" + (to == blob.size() ? "" : to - 1);
    }

    private Errand errand() {
        return endpoint.errand("read blob", blob.digest(), isWhole() ? "200" : "206 or 200");
    }

    private BlobRange opened(Reply reply) {
        switch (reply.status()) {
            case 200 -> check(reply, blob.size());
            case 206 -> {
                checkRange(reply);
                check(reply, to - from);
            }
            case 416 -> throw new Corrupt(errand().got("416: there is nothing from byte %d on".formatted(from),
                    "a blob of %d bytes".formatted(blob.size())), null);
            default -> throw endpoint.session().failure(errand(), reply);
        }
        boolean honoured = reply.status() == 206 || isWhole();
        return new Exact(reply, honoured ? to - from : blob.size(), honoured);
    }

    private void check(Reply reply, long expected) {
        long length = reply.length().orElse(expected);
        if (length != expected) {
            throw new Corrupt(errand().got("%d bytes".formatted(length),
                    "%d of the %d that the manifest says".formatted(expected, blob.size())), null);
        }
    }

    private void checkRange(Reply reply) {
        String text = reply.header("Content-Range").orElse("").strip();
        Matcher range = CONTENT_RANGE.matcher(text);
        boolean right = range.matches() && Long.parseLong(range.group(1)) == from
                && Long.parseLong(range.group(2)) == to - 1
                && (range.group(3) == null || Long.parseLong(range.group(3)) == blob.size());
        if (!right) {
            String got = range.matches() ? text : "no readable Content-Range";
            throw new Corrupt(errand().got(got, "bytes %d-%d/%d".formatted(from, to - 1, blob.size())), null);
        }
    }

    /** Gives exactly the expected bytes, or says what is wrong in the words of the errand. */
    private final class Exact implements BlobRange {
        private final Reply reply;
        private final boolean honoured;
        private final long unwanted;
        private final AtomicReference<Use> use = new AtomicReference<>(Use.OPEN);
        private long toSkip;
        private long left;

        Exact(Reply reply, long expected, boolean honoured) {
            this.reply = reply;
            this.left = expected;
            this.honoured = honoured;
            this.toSkip = honoured ? 0 : from;
            this.unwanted = honoured ? 0 : blob.size() - to;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!use.compareAndSet(Use.OPEN, Use.READING)) {
                throw closed();
            }
            try {
                skip();
                if (!into.hasRemaining()) {
                    return 0;
                }
                return left == unwanted ? -1 : wanted(into);
            } finally {
                if (!use.compareAndSet(Use.READING, Use.OPEN)) {
                    reply.close(); // another thread closed it meanwhile, and left this to us
                }
            }
        }

        private Unavailable closed() {
            return new Unavailable(errand().got("an end by ourselves", "%d bytes".formatted(blob.size())),
                    Optional.empty(), null);
        }

        private void skip() {
            ByteBuffer thrownAway = ByteBuffer.allocate((int) Math.min(toSkip, SKIP_BYTES));
            while (toSkip > 0) {
                thrownAway.clear().limit((int) Math.min(thrownAway.capacity(), toSkip));
                toSkip -= some(thrownAway);
            }
        }

        private int wanted(ByteBuffer into) {
            int limit = into.limit();
            try {
                into.limit((int) Math.min(limit, into.position() + (left - unwanted)));
                return some(into);
            } finally {
                into.limit(limit);
            }
        }

        private int some(ByteBuffer into) {
            int before = into.position();
            try {
                int count = reply.read(into);
                if (count < 0) {
                    throw new Unavailable(errand().got("an end %d bytes early".formatted(left),
                            "%d bytes".formatted(blob.size())), Optional.empty(), null);
                }
                if (left == count) {
                    checkEnd();
                }
                return count;
            } catch (IOException e) {
                throw Failures.of(errand(), e, reply.address()).known(reply.requestId()).after(blob.size() - left,
                        blob.size());
            } finally {
                left -= into.position() - before;
            }
        }

        /** Where no length was announced, only the end itself shows it; reading it frees the connection as well. */
        private void checkEnd() throws IOException {
            if (reply.length().isEmpty() && reply.body().read() >= 0) {
                throw new Corrupt(errand().got("more bytes", "%d".formatted(blob.size())), null);
            }
        }

        @Override
        public boolean isHonoured() {
            return honoured;
        }

        @Override
        public boolean isOpen() {
            return use.get() != Use.CLOSED;
        }

        @Override
        public void close() {
            switch (use.getAndSet(Use.CLOSED)) {
                case OPEN -> reply.close();
                case READING -> reply.cancel();
                case CLOSED -> {
                    // once is enough
                }
            }
        }
    }

    /** What is being done with a reply. */
    private enum Use {
        OPEN, READING, CLOSED
    }
}
