package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A load balancer before a registry: it cuts a request whose body stands still for long, answers 504 to one that takes
 * long in all, and 413 to a large one.
 *
 * @param silence      the longest time without a byte of a request's body
 * @param total        the longest time that one request's body takes
 * @param maximumBytes the largest body
 */
public record ImpatientProxy(Duration silence, Duration total, long maximumBytes) implements Mode {
    private static final FieldResponse TOO_LARGE = FieldResponse.page(413, "413 Request Entity Too Large");

    /** What ends a body that breaks a limit; with the answer that then goes out. */
    private static final class LimitException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient FieldResponse answer;

        LimitException(FieldResponse answer) {
            super("a limit of the proxy", null);
            this.answer = answer;
        }
    }

    @Override
    public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
        if (request.length().orElse(0) > maximumBytes) {
            return TOO_LARGE;
        }
        request.line().limitSilence(silence);
        try {
            return rest.answer(request.withBody(new Timed(request.body(), System.nanoTime() + total.toNanos())));
        } catch (LimitException e) {
            return e.answer;
        } catch (SocketTimeoutException e) {
            return FieldResponse.of(408).lost();
        }
    }

    private final class Timed extends BodyInPieces {
        private final long end;

        Timed(InputStream in, long end) {
            super(in);
            this.end = end;
        }

        @Override
        void came(long all) throws IOException {
            if (all > maximumBytes) {
                throw new LimitException(TOO_LARGE);
            }
            if (System.nanoTime() > end) {
                throw new LimitException(FieldResponse.page(504, "504 Gateway Time-out"));
            }
        }
    }
}
