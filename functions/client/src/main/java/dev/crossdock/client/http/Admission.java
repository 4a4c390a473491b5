package dev.crossdock.client.http;

import dev.crossdock.client.limits.Budgets;
import dev.crossdock.client.limits.Kind;
import dev.crossdock.client.limits.Permit;
import java.io.IOException;
import java.time.InstantSource;

/** Sends nothing that its host's budget does not admit, and tells the budget how the host took it. */
record Admission(Budgets budgets, InstantSource clock) {
    /** A request on its way, however it goes. */
    @FunctionalInterface
    interface Sending {
        Reply send() throws IOException;
    }

    /** The same for a blob, with what is left of it to write. */
    @FunctionalInterface
    interface Streaming {
        Reply send(Request.Body.Streamed paced) throws IOException;
    }

    /** Only the GET of a manifest counts against a quota of pulls. */
    static Kind brief(Request request) {
        return request.method().equals("GET") && request.address().url().encodedPath().contains("/manifests/")
                ? Kind.PULL
                : Kind.BRIEF;
    }

    Reply run(Request request, Kind kind, Sending sending) throws IOException {
        return under(budgets.admit(request.address().hostAndPort(), kind), sending);
    }

    Reply stream(Request request, Request.Body.Streamed blob, Streaming streaming) throws IOException {
        Permit permit = budgets.admit(request.address().hostAndPort(), Kind.WRITE);
        Request.Body.Streamed paced = blob.writtenBy(out -> blob.writer().writeTo(permit.metered(out)));
        return under(permit, () -> streaming.send(paced));
    }

    private Reply under(Permit permit, Sending sending) throws IOException {
        try {
            Reply reply = sending.send();
            permit.answered(reply.status(), reply.retryAfter(clock), reply::header);
            return reply.under(permit);
        } catch (IOException | RuntimeException e) {
            permit.broke(e);
            throw e;
        }
    }
}
