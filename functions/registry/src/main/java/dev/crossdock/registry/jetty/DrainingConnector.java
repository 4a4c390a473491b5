package dev.crossdock.registry.jetty;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Once it ends, Jetty gives all connections the same short time to stand still, also one whose client pauses amid an upload.
 * This connector knows those that have a request in work, and lets them pause as long as before.
 */
final class DrainingConnector extends ServerConnector {
    private final Set<EndPoint> working = ConcurrentHashMap.newKeySet();

    DrainingConnector(Server server, ConnectionFactory... protocols) {
        super(server, protocols);
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> done = super.shutdown();
        working.forEach(each -> each.setIdleTimeout(getIdleTimeout()));
        return done;
    }

    /** The same handler; its requests are in work until it returns. */
    Handler watching(Handler handler) {
        return new Handler.Wrapper(handler) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
                begin(connection);
                try {
                    return super.handle(request, response, callback);
                } finally {
                    end(connection);
                }
            }
        };
    }

    private void begin(EndPoint connection) {
        working.add(connection);
        if (isShutdown()) {
            connection.setIdleTimeout(getIdleTimeout());
        }
    }

    private void end(EndPoint connection) {
        working.remove(connection);
        if (isShutdown()) {
            connection.setIdleTimeout(getShutdownIdleTimeout());
        }
    }
}
