package dev.crossdock.testkit.objects;

import java.time.Duration;

/** What becomes of a request instead of its answer. */
public sealed interface Fault {
    /** The store never sees it; this is answered, such as 503 SlowDown or 409 ConditionalRequestConflict. */
    record Answered(int status, String code) implements Fault {}

    /** The connection is reset once so many bytes of the request's body have passed. */
    record CutRequest(long bytes) implements Fault {}

    /** The connection is reset once so many bytes of the answer's body have passed. */
    record CutAnswer(long bytes) implements Fault {}

    /** The store does what was asked, and the connection is reset before the answer. */
    record LostAnswer() implements Fault {}

    /** The request is passed on only after a while. */
    record Late(Duration by) implements Fault {}
}
