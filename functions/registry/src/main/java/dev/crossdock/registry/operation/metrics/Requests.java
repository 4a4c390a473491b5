package dev.crossdock.registry.operation.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts requests by method, kind of route and class of status. */
public final class Requests {
    private static final String[] METHODS = {"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "other"};
    private static final String[] CLASSES = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final int PER_CLASS = 100;
    private static final RouteKind[] ROUTES = RouteKind.values();

    private final LongAdder[] ended = fresh(METHODS.length * ROUTES.length * CLASSES.length, LongAdder::new)
            .toArray(LongAdder[]::new);
    private final Durations[] durations = fresh(METHODS.length * ROUTES.length, Durations::new)
            .toArray(Durations[]::new);
    private final LongAdder[] received = fresh(ROUTES.length, LongAdder::new).toArray(LongAdder[]::new);
    private final LongAdder[] sent = fresh(ROUTES.length, LongAdder::new).toArray(LongAdder[]::new);

    Requests() {}

    private static <T> Stream<T> fresh(int count, Supplier<T> maker) {
        return IntStream.range(0, count).mapToObj(any -> maker.get());
    }

    /**
     * How a request ended.
     *
     * @param status   that was answered
     * @param nanos    since its first byte
     * @param received bytes of its body
     * @param sent     bytes of the answer's
     */
    public record End(int status, long nanos, long received, long sent) {}

    /** Called once for each request. */
    public void ended(String method, String path, End end) {
        int route = RouteKind.of(path).place();
        int pair = method(method) * ROUTES.length + route;
        ended[pair * CLASSES.length + classOf(end.status())].increment();
        durations[pair].add(end.nanos());
        received[route].add(end.received());
        sent[route].add(end.sent());
    }

    private static int method(String method) {
        for (int i = 0; i < METHODS.length - 1; i++) {
            if (METHODS[i].equals(method)) {
                return i;
            }
        }
        return METHODS.length - 1;
    }

    private static int classOf(int status) {
        int found = status / PER_CLASS;
        return found > 0 && found < CLASSES.length ? found : 0;
    }

    void expose(Exposition exposition) {
        for (int pair = 0; pair < durations.length; pair++) {
            String method = METHODS[pair / ROUTES.length];
            String route = ROUTES[pair % ROUTES.length].label();
            for (int status = 0; status < CLASSES.length; status++) {
                long count = ended[pair * CLASSES.length + status].sum();
                if (count > 0) {
                    exposition.counter("http_requests", "Requests that ended", count, "method", method, "route", route,
                            "status", CLASSES[status]);
                }
            }
            exposition.durations("http_request_duration_seconds", "How long requests took", durations[pair], "method",
                    method, "route", route);
        }
        for (RouteKind route : ROUTES) {
            exposition.counter("http_request_bytes", "Bytes of requests' bodies", received[route.place()].sum(),
                    "route", route.label());
            exposition.counter("http_response_bytes", "Bytes of answers' bodies", sent[route.place()].sum(), "route",
                    route.label());
        }
    }
}
