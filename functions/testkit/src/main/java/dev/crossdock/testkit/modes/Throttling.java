package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.util.concurrent.atomic.AtomicInteger;

/** Registries that want to be asked less. */
public final class Throttling {
    private Throttling() {}

    /** For each verb and kind of thing, the first so many requests get 429 and are told to come back then. */
    public static Mode tooMany(int requests, int retryAfterSeconds) {
        Times times = new Times();
        return (request, rest) -> times.within(requests, request.method() + " " + request.route().kind())
                ? FieldResponse.error(429, "TOOMANYREQUESTS", "slow down").with("Retry-After",
                        Integer.toString(retryAfterSeconds))
                : rest.answer(request);
    }

    /** For each verb and kind of thing, the first so many requests get 503. */
    public static Mode unavailable(int requests) {
        Times times = new Times();
        return (request, rest) -> times.within(requests, request.method() + " " + request.route().kind())
                ? FieldResponse.page(503, "503 Service Temporarily Unavailable")
                : rest.answer(request);
    }

    /** Docker Hub's: each GET of a manifest costs one; HEAD costs nothing and tells what is left; at zero 429. */
    static Mode quota(int pulls) {
        AtomicInteger left = new AtomicInteger(pulls);
        return (request, rest) -> {
            if (request.route().kind() != Kind.MANIFEST || request.method().equals("PUT")) {
                return rest.answer(request);
            }
            if (request.method().equals("GET") && left.getAndUpdate(it -> Math.max(0, it - 1)) == 0) {
                return FieldResponse.error(429, "TOOMANYREQUESTS", "You have reached your pull rate limit.")
                        .with("ratelimit-limit", pulls + ";w=21600").with("ratelimit-remaining", "0;w=21600");
            }
            return rest.answer(request).with("ratelimit-limit", pulls + ";w=21600").with("ratelimit-remaining",
                    left.get() + ";w=21600");
        };
    }
}
