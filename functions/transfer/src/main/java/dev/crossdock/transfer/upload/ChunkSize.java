package dev.crossdock.transfer.upload;

/** How large a chunk is: large enough that round trips do not count, small enough to be held in memory and sent again. */
record ChunkSize(long memory) {
    /** No chunk is cut smaller than this, whatever a host answers: it would never come to an end. */
    static final int LEAST = 64 << 10;
    static final int USUAL = 8 << 20;
    /** Of so much memory one chunk may have one part: a process sends a handful of blobs at a time. */
    private static final int PARTS_OF_MEMORY = 16;
    /** What a host may ask for with OCI-Chunk-Min-Length; one that asks for more is not served. */
    private static final int PARTS_FOR_A_DEMANDING_HOST = 4;

    static ChunkSize ofThisProcess() {
        return new ChunkSize(Runtime.getRuntime().maxMemory());
    }

    /** In bytes, for a blob of this size to a host with these limits. */
    int of(long blob, long least, long largest) {
        long usual = Math.min(USUAL, memory / PARTS_OF_MEMORY);
        long wanted = Math.max(Math.min(usual, largest), Math.min(least, memory / PARTS_FOR_A_DEMANDING_HOST));
        return Math.clamp(blob, 1, Math.clamp(wanted, LEAST, Integer.MAX_VALUE - 8));
    }
}
