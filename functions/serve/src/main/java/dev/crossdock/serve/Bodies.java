package dev.crossdock.serve;

import dev.crossdock.event.EventReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Bodies as they arrive, whatever their Content-Type says. Asked for as an argument of a route, they would go through a
 * reader that the framework chooses by that header, and it has none for JSON or for a body without the header.
 */
final class Bodies {
    private Bodies() {}

    /** All of it. Throws ContentLengthExceededException beyond the server's limit. Blocks. */
    static byte[] read(HttpRequest<?> request) {
        if (!(request instanceof ServerHttpRequest<?> received)) {
            throw new IllegalStateException("a request without a body to read: " + request.getClass());
        }
        try (InputStream body = received.byteBody().toInputStream()) {
            return body.readNBytes(EventReader.MAXIMUM_BODY_BYTES + 1);
        } catch (IOException e) {
            if (e.getCause() instanceof ContentLengthExceededException tooLarge) {
                throw tooLarge; // the framework answers it: 413
            }
            throw new UncheckedIOException(e);
        }
    }
}
