package dev.crossdock.proof.lambda;

import dev.crossdock.testkit.SlowLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** Slow links where nobody may throw what is checked. */
final class SlowLinks {
    private SlowLinks() {}

    static SlowLink inFrontOf(URI registry, SlowLink.Way way) {
        try {
            return SlowLink.inFrontOf(registry.getPort(), way);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
