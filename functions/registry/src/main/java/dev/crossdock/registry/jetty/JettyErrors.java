package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.api.RegistryResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty refuses before it reaches us (an ambiguous path, too long a header) in the API's own shape. */
final class JettyErrors implements Request.Handler {
    private static final int BAD_REQUEST = 400;
    /** What Jetty says to requests on connections that are still open once it stops. */
    private static final int UNAVAILABLE = 503;

    private final HttpSettings settings;

    JettyErrors(HttpSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= BAD_REQUEST ? response.getStatus() : BAD_REQUEST;
        RegistryResponse answer = status == UNAVAILABLE
                ? RegistryApi.unavailable("the registry is about to end")
                : RegistryApi.unreadable(status);
        ResponseWriter.begin(response, answer);
        ResponseWriter.add(response, settings.headers());
        response.write(true, ResponseWriter.bytes(answer), callback);
        return true;
    }
}
