package dev.crossdock.client.http;

import dev.crossdock.client.http.watch.Patience;
import dev.crossdock.client.http.watch.Watched;
import dev.crossdock.client.http.watch.WatchedOutput;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A blob on its way out through a proxy. */
final class WatchedBody extends RequestBody {
    static final MediaType OCTETS = MediaType.get("application/octet-stream");

    private final WatchedOutput output;
    private final long length;
    private final Watched watched;
    private final Patience patience;

    WatchedBody(WatchedOutput output, long length, Watched watched, Patience patience) {
        this.output = output;
        this.length = length;
        this.watched = watched;
        this.patience = patience;
    }

    @Override
    public MediaType contentType() {
        return OCTETS;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        output.to(sink);
        watched.begin(patience.standstill());
        sink.flush();
        watched.begin(patience.commitWait());
    }
}
