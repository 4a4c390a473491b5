package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryApi;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty refuses before it reaches us (an ambiguous path, too long a header) in the API's own shape. */
final class JettyErrors implements Request.Handler {
    private static final int BAD_REQUEST = 400;

    private final HttpSettings settings;

    JettyErrors(HttpSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= BAD_REQUEST ? response.getStatus() : BAD_REQUEST;
        ResponseWriter.begin(response, RegistryApi.unreadable(status));
        ResponseWriter.add(response, settings.headers());
        response.write(true, ResponseWriter.bytes(RegistryApi.unreadable(status)), callback);
        return true;
    }
}
