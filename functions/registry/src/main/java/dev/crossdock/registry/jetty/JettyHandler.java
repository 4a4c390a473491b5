package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.api.RegistryRequest;
import dev.crossdock.registry.api.RegistryResponse;
import dev.crossdock.registry.operation.Health;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Answers one request on the thread that took it. */
final class JettyHandler extends Handler.Abstract {
    /** How much of a body that nobody wanted is read, so that its sender gets to read the answer. */
    static final long MAXIMUM_DRAINED = 1L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(JettyHandler.class);

    private static final int TOO_SLOW = 408;
    private static final int URI_TOO_LONG = 414;
    private static final int NOT_FOUND = 404;
    private static final String ALIVE = "/";
    private static final String BROKEN = "{} {}: {}";

    private final RegistryApi api;
    private final Health health;
    private final HttpSettings settings;
    private final Whereabouts whereabouts;

    JettyHandler(RegistryApi api, Health health, HttpSettings settings) {
        this.api = api;
        this.health = health;
        this.settings = settings;
        this.whereabouts = new Whereabouts(settings);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Without this, a long sync of a blob that arrived whole would be taken for a client that stands still.
        request.addIdleTimeoutListener(timeout -> false);
        try (Pace.Body body = new Pace.Body(Content.Source.asInputStream(request), settings.limits())) {
            RegistryResponse answer = whereabouts.called(answered(request, body), request);
            ResponseWriter.begin(response, answer);
            ResponseWriter.add(response, settings.headers());
            ResponseWriter.write(request, response, answer, settings.limits());
            drain(request, body);
            callback.succeeded();
        } catch (SocketTimeoutException e) {
            tooSlow(request, response, callback, e);
        } catch (IOException e) {
            LOG.debug(BROKEN, request.getMethod(), request.getHttpURI().getPath(), e.toString(), e);
            callback.failed(e);
        } catch (RuntimeException e) {
            // What Jetty calls quiet is the client's doing, such as a chunk that is none; all else is ours.
            LOG.atLevel(e instanceof QuietException ? Level.DEBUG : Level.ERROR).setCause(e).log(BROKEN,
                    request.getMethod(), request.getHttpURI().getPath(), e.toString());
            callback.failed(e);
        }
        return true;
    }

    /** The rest of the body is not waited for. */
    private void tooSlow(Request request, Response response, Callback callback, SocketTimeoutException e) {
        LOG.debug(BROKEN, request.getMethod(), request.getHttpURI().getPath(), e.getMessage());
        if (response.isCommitted()) {
            callback.failed(e);
            return;
        }
        RegistryResponse answer = RegistryApi.unreadable(TOO_SLOW);
        ResponseWriter.begin(response, answer);
        ResponseWriter.add(response, settings.headers());
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(true, ResponseWriter.bytes(answer), callback);
    }

    /** All, as by distribution, where a check fails; before the end only whoever asks whether anybody is there. */
    private boolean isTurnedAway(Request request) {
        return !health.isServing() || (!health.isReady() && ALIVE.equals(request.getHttpURI().getPath()));
    }

    private RegistryResponse answered(Request request, InputStream body) throws IOException {
        if (isTurnedAway(request)) {
            return RegistryApi.unavailable("the registry is not well, or about to end: see /debug/health");
        }
        String query = request.getHttpURI().getQuery();
        String path = String.valueOf(request.getHttpURI().getPath());
        if (path.length() + (query == null ? 0 : query.length()) > settings.limits().uriBytes()) {
            return RegistryApi.unreadable(URI_TOO_LONG);
        }
        Optional<String> within = whereabouts.path(path);
        if (within.isEmpty()) {
            return RegistryApi.unreadable(NOT_FOUND);
        }
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.putIfAbsent(field.getLowerCaseName(), String.valueOf(field.getValue()));
        }
        whereabouts.believe(request, headers);
        return api.answer(new RegistryRequest(request.getMethod(), within.get(), query == null ? "" : query, headers,
                body, whereabouts.client(request)), client -> request.setAttribute(RequestEnds.USER, client.name()));
    }

    /**
     * A refusal may come before the body was read. Many clients read no answer before they have sent everything, and a
     * closed connection takes the answer away from them; those that wait for a go-ahead send nothing, and are let go.
     */
    private static void drain(Request request, Pace.Body body) throws IOException {
        HttpFields headers = request.getHeaders();
        boolean hasBody = headers.contains(HttpHeader.CONTENT_LENGTH) || headers.contains(HttpHeader.TRANSFER_ENCODING);
        if (!hasBody || headers.contains(HttpHeader.EXPECT)) {
            return;
        }
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        long usual = connection.getIdleTimeout();
        connection.setIdleTimeout(Math.min(usual, Pace.DRAIN_WINDOW.toMillis()));
        body.drain();
        long left = MAXIMUM_DRAINED;
        byte[] sink = ResponseWriter.buffer();
        for (int count = 0; count >= 0 && left > 0; left -= count) {
            count = body.read(sink);
        }
        connection.setIdleTimeout(usual);
    }
}
