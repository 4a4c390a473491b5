package dev.crossdock.client.http;

import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** One request: nothing of it has been sent. */
public record Request(String method, Address address, Map<String, String> headers, Body body) {
    /** What a request carries. */
    public sealed interface Body {
        /** Nothing. */
        record None() implements Body {}

        /** Bytes at hand; they can be sent again. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Body {}

        /**
         * So many bytes that exist only once, while they pass.
         *
         * @param mayIdle whether the request stays open while the writer has no byte for long
         */
        record Streamed(long length, Upload.Body writer, boolean mayIdle) implements Body {
            /** Bytes at hand, or without an alternative. */
            public Streamed(long length, Upload.Body writer) {
                this(length, writer, true);
            }

            /** The same, telling of what has left. */
            public Streamed telling(LongConsumer count) {
                return writtenBy(out -> writer.writeTo(new Telling(out, count)));
            }

            /** The same, by another writer. */
            Streamed writtenBy(Upload.Body newWriter) {
                return new Streamed(length, newWriter, mayIdle);
            }

            private record Telling(WritableByteChannel out, LongConsumer count) implements WritableByteChannel {
                @Override
                public int write(ByteBuffer bytes) throws IOException {
                    int written = out.write(bytes);
                    count.accept(written);
                    return written;
                }

                @Override
                public boolean isOpen() {
                    return out.isOpen();
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            }
        }
    }

    /** Copies the headers in. */
    public Request {
        headers = Map.copyOf(headers);
    }

    /** A request without a body and without headers. */
    public static Request of(String method, Address address) {
        return new Request(method, address, Map.of(), new Body.None());
    }

    /** The same request, with one more header, or another value of it. */
    public Request with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Request(method, address, more, body);
    }

    /** The same request, with this body. */
    public Request with(Body newBody) {
        return new Request(method, address, headers, newBody);
    }

    /** The same request, to another address. */
    public Request to(Address newAddress) {
        return new Request(method, newAddress, headers, body);
    }

    /** Method and address alone: headers may hold secrets. */
    @Override
    public String toString() {
        return method + " " + address;
    }
}
