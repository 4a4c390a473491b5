package dev.crossdock.registry.jetty;

import dev.crossdock.registry.operation.AccessLog;
import dev.crossdock.registry.operation.Operation;
import dev.crossdock.registry.operation.RequestLine;
import dev.crossdock.registry.operation.metrics.Requests;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;

/** Tells of each request when it is over, also of those that Jetty itself refused. */
final class RequestEnds implements RequestLog {
    /** A request's attribute: the name as which its client was let in. */
    static final String USER = "dev.crossdock.registry.user";

    private final Operation operation;
    private final Whereabouts whereabouts;

    RequestEnds(Operation operation, Whereabouts whereabouts) {
        this.operation = operation;
        this.whereabouts = whereabouts;
    }

    @Override
    public void log(Request request, Response response) {
        String method = String.valueOf(request.getMethod());
        String path = String.valueOf(request.getHttpURI().getPath());
        long sent = Response.getContentBytesWritten(response);
        operation.metrics().requests().ended(method, whereabouts.path(path).orElse(""),
                new Requests.End(response.getStatus(),
                        NanoTime.since(request.getBeginNanoTime()), Request.getContentBytesRead(request), sent));
        operation.accessLog().ifPresent(log -> {
            String query = request.getHttpURI().getQuery();
            log.add(client(request), new RequestLine(method, path, query == null ? "" : query,
                    request.getConnectionMetaData().getProtocol()),
                    new AccessLog.Answer(
                            Request.getTimeStamp(request), response.getStatus(), sent));
        });
    }

    private AccessLog.Client client(Request request) {
        return new AccessLog.Client(address(whereabouts.client(request)),
                request.getAttribute(USER) instanceof String user ? user : "", header(request, HttpHeader.REFERER),
                header(request, HttpHeader.USER_AGENT));
    }

    /** Without the port. */
    private static String address(String client) {
        int port = client.lastIndexOf(':');
        return port < 0 ? client : client.substring(0, port);
    }

    private static String header(Request request, HttpHeader name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }
}
