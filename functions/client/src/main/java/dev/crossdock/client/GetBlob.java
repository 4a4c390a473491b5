package dev.crossdock.client;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET /v2/<name>/blobs/<digest>}, from an offset by {@code Range}. */
record GetBlob(Endpoint endpoint, Descriptor blob, long offset) {
    private static final Pattern CONTENT_RANGE = Pattern
            .compile("bytes[ ]+([0-9]{1,18})-([0-9]{1,18})/(?:([0-9]{1,18})|\\*)");

    GetBlob {
        if (offset < 0 || offset > blob.size()) {
            throw new IllegalArgumentException(
                    "offset %d in %s: wanted 0 to %d".formatted(offset, blob.digest(), blob.size()));
        }
    }

    InputStream run() {
        if (offset == blob.size()) {
            return InputStream.nullInputStream();
        }
        Request whole = Request.of("GET", endpoint.address("/blobs/" + blob.digest()));
        Request request = offset == 0 ? whole : whole.with("Range", "bytes=" + offset + "-");
        Reply reply = endpoint.session().open(endpoint.asking(errand(), request));
        try {
            return opened(reply);
        } catch (RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private Errand errand() {
        return endpoint.errand("read blob", blob.digest(), offset == 0 ? "200" : "206 or 200");
    }

    private InputStream opened(Reply reply) {
        switch (reply.status()) {
            case 200 -> check(reply, blob.size());
            case 206 -> {
                checkRange(reply);
                check(reply, blob.size() - offset);
            }
            case 416 -> throw new Corrupt(errand().got("416: there is nothing from byte %d on".formatted(offset),
                    "a blob of %d bytes".formatted(blob.size())), null);
            default -> throw endpoint.session().failure(errand(), reply);
        }
        Exact bytes = new Exact(reply, reply.status() == 206 ? blob.size() - offset : blob.size());
        bytes.skipFully(reply.status() == 206 ? 0 : offset);
        return bytes;
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
        boolean right = range.matches() && Long.parseLong(range.group(1)) == offset
                && Long.parseLong(range.group(2)) == blob.size() - 1
                && (range.group(3) == null || Long.parseLong(range.group(3)) == blob.size());
        if (!right) {
            String got = range.matches() ? text : "no readable Content-Range";
            throw new Corrupt(errand().got(got, "bytes %d-%d/%d".formatted(offset, blob.size() - 1, blob.size())),
                    null);
        }
    }

    /** Gives exactly the expected bytes, or says what is wrong in the words of the errand. */
    private final class Exact extends InputStream {
        private final Reply reply;
        private final InputStream body;
        private long left;

        Exact(Reply reply, long expected) {
            this.reply = reply;
            this.body = reply.body();
            this.left = expected;
        }

        void skipFully(long count) {
            byte[] thrownAway = new byte[(int) Math.min(count, 64 << 10)];
            for (long skipped = 0; skipped < count;) {
                skipped += read(thrownAway, 0, (int) Math.min(thrownAway.length, count - skipped));
            }
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            try {
                int count = body.read(bytes, from, (int) Math.min(length, left));
                if (count < 0) {
                    throw new Unavailable(errand().got("an end %d bytes early".formatted(left),
                            "%d bytes".formatted(blob.size())), Optional.empty(), null);
                }
                left -= count;
                if (left == 0) {
                    checkEnd();
                }
                return count;
            } catch (IOException e) {
                throw Failures.of(errand(), e, reply.address()).known(reply.requestId()).after(blob.size() - left,
                        blob.size());
            }
        }

        /** Where no length was announced, only the end itself shows it; reading it frees the connection as well. */
        private void checkEnd() throws IOException {
            if (reply.length().isEmpty() && body.read() >= 0) {
                throw new Corrupt(errand().got("more bytes", "%d".formatted(blob.size())), null);
            }
        }

        @Override
        public void close() {
            reply.close();
        }
    }
}
