package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.util.Set;

/**
 * Where a reply sends us, and whether we go there: never from TLS to plain HTTP, and with a body only if it may be kept. To
 * 301 and 302 as well: RFC 9110 lets a client turn their POST into GET, which opens no upload, and does not ask it to
 * (15.4.2); a registry that was moved, or is reached with TLS only, answers so. 303 is always followed by GET.
 */
final class Redirect {
    /** How often a request is sent on. */
    static final int MAXIMUM_HOPS = 5;
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
        if (!reads && reply.status() == 303) {
            throw new Refused(errand.got("a redirect (%d) to %s".formatted(reply.status(), next), errand.wanted()),
                    null);
        }
        return next;
    }

    /** The request was sent on too often. */
    static Refused endless(Errand errand) {
        return new Refused(errand.got("more than %d redirects".formatted(MAXIMUM_HOPS), errand.wanted()), null);
    }
}
