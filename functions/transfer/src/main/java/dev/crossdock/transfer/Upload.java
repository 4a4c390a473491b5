package dev.crossdock.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;

/**
 * An open upload of one blob, for one thread at a time: streamed whole, or sent in chunks and committed, or cancelled.
 * Methods throw {@link RegistryException} naming the target for what the protocol does not foresee;
 * {@link RegistryException.Unavailable} leaves open what of the request's body was taken. A target whose traits say that
 * it takes no chunks implements the two without a default.
 */
public interface Upload {
    /** Writes exactly the bytes of one blob. */
    @FunctionalInterface
    interface Body {
        /**
         * Writes to the target, which takes the whole of every buffer; an IOException comes from {@code target}, a
         * {@link RegistryException} from the source.
         */
        void writeTo(WritableByteChannel target) throws IOException;
    }

    /** The body had no byte for so long that its request was ended, before something between did. */
    final class IdleException extends IOException {
        private static final long serialVersionUID = 1L;

        /** With how it came about. */
        public IdleException(String message) {
            super(message);
        }
    }

    /** What a target says of bytes it was sent. */
    sealed interface Answer {
        /** It took all of them. How many bytes of the blob it says it holds now is a hint: some count otherwise. */
        record Taken(OptionalLong held) implements Answer {}

        /**
         * It took none of them.
         *
         * @param wanted  the offset that it says it waits for
         * @param failure what to throw where there is no other way
         */
        record Declined(Reason reason, OptionalLong wanted, RegistryException failure) implements Answer {}
    }

    /** Why bytes were not taken, where another way of sending them may help. */
    enum Reason {
        /** The request's body is too large for the target, or for a proxy before it. */
        TOO_LARGE,
        /** The chunk does not begin where the target's bytes end. */
        OUT_OF_PLACE,
        /** The target does not know the upload, or not any more. */
        GONE,
        /** The target takes no chunks. */
        NO_CHUNKS,
        /** What the target got has another digest. */
        OTHER_BYTES
    }

    /** What a target says of an upload. */
    sealed interface Standing {
        /** It holds so many bytes. */
        record Holds(long bytes) implements Standing {}

        /** It does not know the upload. */
        record Gone() implements Standing {}

        /** Nothing that could be understood. */
        record Untold() implements Standing {}
    }

    /**
     * Sends the whole blob in one request and commits it under its digest (PUT). The body is called once, and once more
     * for each address that the target sends it on to: each time it writes from the first byte. What it throws breaks the
     * connection, commits nothing, and is thrown on. A body that has no byte for long gets {@link IdleException} from its
     * next write.
     */
    Answer stream(Body body);

    /** Sends the buffer's remaining bytes as the blob's from {@code offset} on (PATCH). They stay remaining. */
    default Answer chunk(long offset, ByteBuffer bytes) {
        throw new UnsupportedOperationException("this target takes no chunks, as its traits say");
    }

    /** Asks for the upload (GET). */
    default Standing standing() {
        return new Standing.Untold();
    }

    /** Commits what was sent in chunks under the blob's digest (PUT). */
    default Answer commit() {
        throw new UnsupportedOperationException("this target takes no chunks, as its traits say");
    }

    /** The least that the target wants in a chunk other than the last, in bytes (OCI-Chunk-Min-Length). */
    default int leastChunk() {
        return 0;
    }

    /** By which {@link Target#resumeUpload} finds it. Whoever knows it may write to the upload: it is never shown. */
    default String address() {
        return "";
    }

    /** Tells the target to forget the upload; what goes wrong here is of no interest to anyone. */
    void cancel();
}
