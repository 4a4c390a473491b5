package dev.crossdock.registry.jetty.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.Operation;
import dev.crossdock.registry.operation.metrics.Metrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /debug/health}, as distribution answers it, and metrics. */
final class DebugHandler extends Handler.Abstract {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int FINE = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final DebugSettings settings;
    private final Operation operation;

    DebugHandler(DebugSettings settings, Operation operation) {
        this.settings = settings;
        this.operation = operation;
    }

    /** A whole answer. */
    private record Answer(int status, String mediaType, ByteBuffer body) {
        static Answer of(int status, String mediaType, byte[] body) {
            return new Answer(status, mediaType, ByteBuffer.wrap(body));
        }

        static Answer text(int status, String text) {
            return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws JsonProcessingException {
        Answer answer = METHODS.contains(request.getMethod())
                ? answer(String.valueOf(request.getHttpURI().getPath()))
                : Answer.text(NOT_ALLOWED, "wanted GET\n");
        response.setStatus(answer.status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.mediaType);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body.remaining());
        boolean isHead = request.getMethod().equals("HEAD");
        response.write(true, isHead ? ByteBuffer.allocate(0) : answer.body, callback);
        return true;
    }

    private Answer answer(String path) throws JsonProcessingException {
        if (path.equals("/debug/health")) {
            Map<String, String> failures = operation.health().failures();
            return Answer.of(failures.isEmpty() ? FINE : UNAVAILABLE, "application/json; charset=utf-8",
                    JSON.writeValueAsBytes(failures));
        }
        if (settings.metrics().filter(path::equals).isPresent()) {
            return Answer.of(FINE, Metrics.mediaType(), operation.metrics().text());
        }
        return Answer.text(NOT_FOUND, "there are /debug/health%s\n".formatted(
                settings.metrics().map(metrics -> " and " + metrics).orElse("")));
    }
}
