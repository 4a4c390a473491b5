package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.util.Set;

/** Where a reply sends us, and whether we go there: never from TLS to plain HTTP, and with a body only if told to keep it. */
final class Redirect {
    static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private Redirect() {}

    /** Throws where no request may follow. */
    static Address next(Session.Asking from, Reply reply) {
        Errand errand = from.errand();
        Address next = reply.header("Location").flatMap(reply.address()::resolve).orElseThrow(() -> new Corrupt(
                errand.got("%d without a usable Location".formatted(reply.status()), errand.wanted()), null));
        if (reply.address().isHttps() && !next.isHttps()) {
            throw new Refused(errand.got("a redirect from TLS to plain HTTP, to " + next, "one that stays with TLS"),
                    null);
        }
        boolean reads = from.request().method().equals("GET") || from.request().method().equals("HEAD");
        if (!reads && reply.status() != 307 && reply.status() != 308) {
            throw new Refused(errand.got("a redirect (%d) to %s".formatted(reply.status(), next), errand.wanted()),
                    null);
        }
        return next;
    }
}
