package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.storage.StorageException;
import java.util.Arrays;

/**
 * A set of digests that only grows, by their first 64 bits: 11 to 21 bytes each, in 256 tables that grow one at a time. Of
 * ten million digests (some 150 MB) one in 10^12 that is not in the set is taken for one that is; then garbage stays,
 * which is harmless. Never the other way round.
 */
final class FingerprintSet {
    /** The most digests (1.5 GB). */
    static final int MAXIMUM = 100_000_000;

    private static final int TABLES = 256;
    private static final int TABLE_SHIFT = 56;
    private static final int FIRST_SLOTS = 16;
    private static final int HEX_DIGITS = 16;

    private final long[][] tables = new long[TABLES][FIRST_SLOTS];
    private final int[] counts = new int[TABLES];
    private int size;

    void add(Digest digest) {
        long print = print(digest);
        int table = (int) (print >>> TABLE_SHIFT);
        int slot = slot(tables[table], print);
        if (tables[table][slot] == print) {
            return;
        }
        if (size >= MAXIMUM) {
            throw new StorageException("collect garbage: more than %d blobs are in use, and no more are kept in memory"
                    .formatted(MAXIMUM));
        }
        tables[table][slot] = print;
        size++;
        if (++counts[table] * 4L > tables[table].length * 3L) {
            grow(table);
        }
    }

    boolean has(Digest digest) {
        long print = print(digest);
        long[] table = tables[(int) (print >>> TABLE_SHIFT)];
        return table[slot(table, print)] == print;
    }

    int size() {
        return size;
    }

    private void grow(int table) {
        long[] larger = new long[tables[table].length * 2];
        Arrays.stream(tables[table]).filter(print -> print != 0).forEach(print -> larger[slot(larger, print)] = print);
        tables[table] = larger;
    }

    /** Where the print is, or where it belongs: the first such place or free place. */
    private static int slot(long[] table, long print) {
        int slot = (int) print & table.length - 1;
        while (table[slot] != 0 && table[slot] != print) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    /** Never 0, which marks a free slot. */
    private static long print(Digest digest) {
        long print = Long.parseUnsignedLong(digest.hex().substring(0, HEX_DIGITS), HEX_DIGITS);
        return print == 0 ? 1 : print;
    }
}
