package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;

/** The ways in which clients push a blob. */
public enum Way {
    /** Everything in one request. */
    POST_ONLY {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return wire.send("POST", Wire.uploads(repository) + "?digest=" + digest, bytes, OCTETS);
        }
    },
    /** The algorithm is announced, then the blob comes. */
    ANNOUNCED_ALGORITHM {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            Answer begun = wire.post(Wire.uploads(repository) + "?digest-algorithm=" + digest.algorithm().label());
            return wire.send("PUT", begun.is(202).location(digest), bytes, OCTETS);
        }
    },
    /** A session, then the blob. */
    POST_PUT {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return wire.send("PUT", begun(wire, repository).location(digest), bytes, OCTETS);
        }
    },
    /** The blob without an announced length, then an empty end. */
    STREAM {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            Answer taken = wire.stream("PATCH", begun(wire, repository).location(), bytes, OCTETS).is(202);
            assertThat(taken.header("Range")).isEqualTo("0-" + Math.max(0, bytes.length - 1));
            return wire.send("PUT", taken.location(digest), new byte[0], OCTETS);
        }
    },
    /** Chunks in order, then an empty end. */
    CHUNKS {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return new Chunks(wire, bytes, digest).push(begun(wire, repository));
        }
    },
    /** Chunks in order; the last one is the end. */
    CHUNKS_LAST_BY_PUT {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return new Chunks(wire, bytes, digest).lastByPut().push(begun(wire, repository));
        }
    },
    /** Before each chunk comes one that is out of its place. */
    CHUNKS_OUT_OF_ORDER {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return new Chunks(wire, bytes, digest).outOfOrder().push(begun(wire, repository));
        }
    },
    /** The same, and the last chunk is the end: it too is sent out of its place. */
    CHUNKS_OUT_OF_ORDER_LAST_BY_PUT {
        @Override
        public Answer push(Wire wire, String repository, byte[] bytes, Digest digest) {
            return new Chunks(wire, bytes, digest).outOfOrder().lastByPut().push(begun(wire, repository));
        }
    };

    static final String[] OCTETS = {"Content-Type", "application/octet-stream"};

    /** Pushes it; checks every step, and gives the answer to the last. */
    public abstract Answer push(Wire wire, String repository, byte[] bytes, Digest digest);

    private static Answer begun(Wire wire, String repository) {
        Answer begun = wire.send("POST", Wire.uploads(repository), new byte[0]).is(202);
        assertThat(begun.header("Docker-Upload-UUID")).isNotEmpty();
        return begun.has("Range", "0-0");
    }
}
