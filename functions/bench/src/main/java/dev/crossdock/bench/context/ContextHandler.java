package dev.crossdock.bench.context;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Gets its handler from an application context that starts with it. */
public final class ContextHandler implements RequestStreamHandler {
    private final RequestStreamHandler handler = ApplicationContext.run().getBean(RequestStreamHandler.class);

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        handler.handleRequest(event, answer, context);
    }
}
