package dev.crossdock.registry.operation;

import java.nio.charset.StandardCharsets;

/** One line of a log, in bytes. What a client sent is escaped, so that it can neither end the line nor a field. */
final class LineBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ESCAPED = 6;
    private static final int DECIMALS = 20;
    private static final String CUT = "...";

    private final byte[] bytes;
    private int length;

    LineBuffer(int most) {
        this.bytes = new byte[most];
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Our own text, in ASCII. */
    LineBuffer put(String own) {
        for (int i = 0; i < own.length(); i++) {
            put(own.charAt(i));
        }
        return this;
    }

    LineBuffer put(char own) {
        if (length < bytes.length) {
            bytes[length++] = (byte) own;
        }
        return this;
    }

    LineBuffer put(long number) {
        return number >= 0 && number < DECIMALS / 2 ? put((char) ('0' + number)) : put(Long.toString(number));
    }

    /** A client's text, of which at most so many bytes are kept. */
    LineBuffer putForeign(CharSequence text, int most) {
        int end = Math.min(length + most, bytes.length) - ESCAPED;
        for (int i = 0; i < text.length(); i++) {
            if (length > end) {
                return put(CUT);
            }
            escape(text.charAt(i));
        }
        return this;
    }

    private void escape(char c) {
        if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
            put(c);
        } else if (c <= 0xff) {
            put('\\').put('x').hex(c, 4).hex(c, 0);
        } else {
            put('\\').put('u').hex(c, 12).hex(c, 8).hex(c, 4).hex(c, 0);
        }
    }

    private LineBuffer hex(char c, int shift) {
        return put((char) HEX[c >> shift & 0xf]);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
