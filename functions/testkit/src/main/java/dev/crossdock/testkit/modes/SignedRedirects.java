package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Every GET of a blob is sent to the other origin, to an address whose signature is good for so many requests; then that
 * origin answers 403, as object stores do. A credential that arrives there is a breach.
 */
public final class SignedRedirects implements Mode {
    private static final String EXPIRED = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"
            + "<Message>Request has expired</Message></Error>";

    private final int uses;
    private final AtomicInteger made = new AtomicInteger();
    private final Map<String, Integer> left = new HashMap<>();
    private @Nullable FieldRegistry registry;

    /** Each signature is good for so many requests. */
    public SignedRedirects(int uses) {
        this.uses = uses;
    }

    @Override
    public void laidOn(FieldRegistry laidOn) {
        registry = laidOn;
    }

    /** How many addresses were signed so far. */
    public int signed() {
        return made.get();
    }

    @Override
    public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
        if (request.line().elsewhere()) {
            return use(request.query("signature").orElse(""))
                    ? rest.answer(request)
                    : FieldResponse.of(403).with("Content-Type", "application/xml").withBody(EXPIRED);
        }
        FieldRegistry known = registry;
        return known != null && request.is("GET", Kind.BLOB)
                ? FieldResponse.of(307).with("Location", known.elsewhere() + request.path() + "?signature=" + sign())
                : rest.answer(request);
    }

    private synchronized String sign() {
        String signature = "s" + made.incrementAndGet();
        left.put(signature, uses);
        return signature;
    }

    private synchronized boolean use(String signature) {
        return left.merge(signature, -1, Integer::sum) >= 0;
    }
}
