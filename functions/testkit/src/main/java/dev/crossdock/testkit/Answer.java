package dev.crossdock.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/**
 * What a scripted registry sends, down to where it stops.
 *
 * @param head   the header lines; where there is no Content-Length among them, the body's is added
 * @param cut    after so many bytes of the body the connection is closed
 * @param moment when, relative to the request's body
 * @param holds  latches: what is waited for before the body's last byte
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Answer(int status, List<String> head, byte[] body, OptionalLong cut, Moment moment,
        List<CountDownLatch> holds) {
    /** When the answer is sent. */
    public enum Moment {
        /** After the request was read whole. */
        AFTER_THE_BODY,
        /** After the request's head; the connection is then closed on a client that is still sending. */
        BEFORE_THE_BODY
    }

    /** Copies the lists in. */
    public Answer {
        head = List.copyOf(head);
        holds = List.copyOf(holds);
    }

    /** A status without a body. */
    public static Answer status(int status) {
        return new Answer(status, List.of(), new byte[0], OptionalLong.empty(), Moment.AFTER_THE_BODY, List.of());
    }

    /** An error as registries write it. */
    public static Answer error(int status, String code, String message) {
        return status(status).header("Content-Type", "application/json")
                .body("{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message));
    }

    /** With one more header line. */
    public Answer header(String name, String value) {
        List<String> more = new ArrayList<>(head);
        more.add(name + ": " + value);
        return new Answer(status, more, body, cut, moment, holds);
    }

    /** With this body. */
    public Answer body(byte[] newBody) {
        return new Answer(status, head, newBody, cut, moment, holds);
    }

    /** With this body, in UTF-8. */
    public Answer body(String newBody) {
        return body(newBody.getBytes(StandardCharsets.UTF_8));
    }

    /** Broken off after so many bytes of the body. */
    public Answer cutAfter(long bytes) {
        return new Answer(status, head, body, OptionalLong.of(bytes), moment, holds);
    }

    /** Sent before the request's body is read; none of it ever is. */
    public Answer early() {
        return new Answer(status, head, body, cut, Moment.BEFORE_THE_BODY, holds);
    }

    /** Sent but for the body's last byte, which waits for the latch; an empty body waits before the status line. */
    public Answer holding(CountDownLatch latch) {
        List<CountDownLatch> more = new ArrayList<>(holds);
        more.add(latch);
        return new Answer(status, head, body, cut, moment, more);
    }

    boolean announcesLength() {
        return head.stream().anyMatch(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15)
                || line.regionMatches(true, 0, "Transfer-Encoding:", 0, 18));
    }
}
