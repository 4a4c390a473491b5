package dev.crossdock.aws.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossdock.image.Digest;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import java.time.Instant;
import java.util.regex.Pattern;

/** How the ledger's objects are called; see {@link S3Ledger} for the tree. */
final class LedgerKeys {
    static final String OPEN = "open/";
    static final String AGED = "aged/";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private LedgerKeys() {}

    static String folder(RunKey key) {
        return "jobs/%s/%s/".formatted(safe(key.job()), safe(key.run()));
    }

    static String run(RunKey key) {
        return folder(key) + "run.json";
    }

    static String outcome(RunKey key) {
        return folder(key) + "outcome";
    }

    static String mark(RunKey key, Digest blob) {
        return folder(key) + "done/" + digest(blob);
    }

    static String openOf(Route route) {
        return OPEN + hash(route.toString()) + "/";
    }

    static String open(Run run) {
        return "%s%s/%s/%s".formatted(openOf(run.route()), time(run.openedAt()), safe(run.key().job()),
                safe(run.key().run()));
    }

    static long openedAt(String index) {
        return Long.parseLong(part(index, 2));
    }

    static String routeOf(String index) {
        return part(index, 1);
    }

    /** Of the open and of the aged: the last two parts. */
    static RunKey runOf(String index) {
        return new RunKey(part(index, 3), part(index, 4));
    }

    static String aged(Instant at, RunKey key) {
        return "%s%s/run/%s/%s".formatted(AGED, time(at), safe(key.job()), safe(key.run()));
    }

    static String aged(Ticket ticket) {
        return "%s%s/%s".formatted(AGED, time(ticket.at()), ticket(ticket.id()));
    }

    static long agedAt(String aged) {
        return Long.parseLong(part(aged, 1));
    }

    static boolean isTicket(String aged) {
        return part(aged, 2).equals("tickets");
    }

    static String ticketOf(String aged) {
        return "tickets/" + part(aged, 3);
    }

    static String ticket(String id) {
        return "tickets/" + safe(id);
    }

    static String digest(Digest digest) {
        return digest.toString().replace(':', '-');
    }

    /** What may stand in a key; a hash of all else, for names come from outside. */
    static String safe(String name) {
        return PLAIN.matcher(name).matches() ? name : "hash-" + hash(name);
    }

    static String hash(String text) {
        return Digest.sha256(text.getBytes(UTF_8)).hex().substring(0, 32);
    }

    /** As long for every time: the order of names is the order of times. */
    private static String time(Instant at) {
        return "%015d".formatted(at.toEpochMilli());
    }

    private static String part(String key, int index) {
        return key.split("/", -1)[index];
    }

    /** Who must not keep all others waiting (fair queues): the target's registry. */
    static String tenant(Message message) {
        Endpoint end = switch (message) {
            case Message.Request request -> request.target().orElse(request.source());
            case Message.Copy copy -> copy.route().target();
            case Message.Publish publish -> publish.route().target();
        };
        return safe(end.registry());
    }
}
