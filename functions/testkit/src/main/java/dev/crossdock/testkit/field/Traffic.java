package dev.crossdock.testkit.field;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a registry was asked, and how many bytes moved. Safe for several threads. */
public final class Traffic {
    private static final int MAXIMUM_EXCHANGES = 100_000;

    /**
     * One request and its answer, as far as both came.
     *
     * @param headers   of the request, by name in lower case
     * @param elsewhere whether it was made to the other origin
     * @param status    of the answer; 0 while there is none, and where it was lost
     */
    public record Exchange(String method, String target, Map<String, String> headers, boolean elsewhere, int status,
            Moved moved) {
        /** Whether a credential came with it. */
        public boolean authorized() {
            return headers.containsKey("authorization");
        }
    }

    /**
     * The bytes of one exchange.
     *
     * @param received of the request's body
     * @param blob     the digest whose bytes were sent; empty where they are of no blob
     * @param from     where in the blob they begin
     * @param sent     of the answer's body
     */
    public record Moved(long received, String blob, long from, long sent) {}

    /** An exchange under way. */
    static final class Entry {
        private final FieldRequest request;
        private int status;
        private long received;
        private String blob = "";
        private long from;
        private long sent;

        private Entry(FieldRequest request) {
            this.request = request;
        }

        synchronized void received(long bytes) {
            received = bytes;
        }

        synchronized void answered(FieldResponse response) {
            status = response.status();
            Route route = request.route();
            if (route.kind() == Route.Kind.BLOB && status / 100 == 2) {
                blob = route.reference();
                from = response.body().from();
            }
        }

        synchronized void sent(long bytes) {
            sent += bytes;
        }

        private synchronized Exchange look() {
            return new Exchange(request.method(), request.target(), request.headers(), request.line().elsewhere(),
                    status, new Moved(received, blob, from, sent));
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    synchronized Entry begin(FieldRequest request) {
        if (entries.size() == MAXIMUM_EXCHANGES) {
            throw new IllegalStateException("more than %d requests".formatted(MAXIMUM_EXCHANGES));
        }
        Entry entry = new Entry(request);
        entries.add(entry);
        return entry;
    }

    /** All exchanges so far, in the order in which they began. */
    public synchronized List<Exchange> exchanges() {
        return entries.stream().map(Entry::look).toList();
    }

    /** How many requests there were with this method, and a target (path and query) that matches whole. */
    public long count(String method, String targetPattern) {
        Pattern target = Pattern.compile(targetPattern);
        return exchanges().stream().filter(it -> it.method().equals(method) && target.matcher(it.target()).matches())
                .count();
    }

    /** The bytes of the blob that were sent, those sent twice counted twice. */
    public long fetched(String digest) {
        return ofBlob(digest).stream().mapToLong(Moved::sent).sum();
    }

    /** The bytes of the blob that were sent again. */
    public long repeated(String digest) {
        long end = 0;
        long again = 0;
        for (Moved moved : ofBlob(digest)) {
            long last = moved.from() + moved.sent();
            again += Math.max(0, Math.min(end, last) - moved.from());
            end = Math.max(end, last);
        }
        return again;
    }

    private List<Moved> ofBlob(String digest) {
        return exchanges().stream().filter(it -> it.method().equals("GET")).map(Exchange::moved)
                .filter(it -> it.blob().equals(digest)).sorted(Comparator.comparingLong(Moved::from)).toList();
    }

    /** The bytes that came in with PATCH, and with PUT to an upload. */
    public long pushed() {
        return exchanges().stream().filter(it -> Route.of(path(it.target())).kind() == Route.Kind.UPLOAD)
                .mapToLong(it -> it.moved().received()).sum();
    }

    private static String path(String target) {
        return target.replaceFirst("\\?.*", "");
    }
}
