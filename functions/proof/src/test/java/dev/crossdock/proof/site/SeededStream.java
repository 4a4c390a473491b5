package dev.crossdock.proof.site;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Any number of bytes that do not compress, from a seed: nobody has to hold them. It hashes what was read. */
public final class SeededStream extends InputStream {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final ByteBuffer block = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private final MessageDigest hash = sha256();
    private long state;
    private long left;

    /** So many bytes of this seed. */
    public SeededStream(long seed, long bytes) {
        this.state = seed;
        this.left = bytes;
        block.position(block.capacity());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code sha256:…} of the bytes of a stream, read to its end. */
    public static String digest(InputStream stream) throws java.io.IOException {
        MessageDigest hash = sha256();
        byte[] piece = new byte[1 << 16];
        for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
            hash.update(piece, 0, count);
        }
        return "sha256:" + HexFormat.of().formatHex(hash.digest());
    }

    /** {@code sha256:…} of what was read; asked once, at the end. */
    public String digest() {
        return "sha256:" + HexFormat.of().formatHex(hash.digest());
    }

    private void fill() {
        block.clear();
        while (block.hasRemaining()) { // SplitMix64
            state += STEP;
            long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            block.putLong(mixed ^ (mixed >>> 31));
        }
        block.flip();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        if (!block.hasRemaining()) {
            fill();
        }
        int count = (int) Math.min(Math.min(length, block.remaining()), left);
        block.get(into, offset, count);
        hash.update(into, offset, count);
        left -= count;
        return count;
    }
}
