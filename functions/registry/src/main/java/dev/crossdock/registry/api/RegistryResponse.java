package dev.crossdock.registry.api;

import dev.crossdock.storage.StoredBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client is told. The engine adds the length, and sends no body where the request was a HEAD. */
public record RegistryResponse(int status, List<Header> headers, Body body) {
    /** Copies the list in. */
    public RegistryResponse {
        headers = List.copyOf(headers);
    }

    /** A header's name and value; a name may come more than once. */
    public record Header(String name, String value) {}

    /** What follows the headers. */
    public sealed interface Body {
        /** Bytes at hand. */
        record Whole(ByteBuffer bytes) implements Body {}

        /** Bytes in storage; the engine closes them. */
        record Stored(StoredBody stored) implements Body {}

        /** No bytes, but the length that they would have. */
        record Announced(long length) implements Body {}

        /** No bytes and no length: statuses 204 and 304. */
        record Nothing() implements Body {}
    }

    static RegistryResponse empty(int status) {
        return new RegistryResponse(status, List.of(), new Body.Whole(ByteBuffer.allocate(0)));
    }

    static RegistryResponse bare(int status) {
        return new RegistryResponse(status, List.of(), new Body.Nothing());
    }

    static RegistryResponse of(int status, String mediaType, byte[] bytes) {
        return new RegistryResponse(status, List.of(), new Body.Whole(ByteBuffer.wrap(bytes))).with("Content-Type", mediaType);
    }

    RegistryResponse with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new RegistryResponse(status, more, body);
    }
}
