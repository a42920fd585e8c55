package dev.slipway.store;

/**
 * Where a body lies on disk.
 *
 * @param number the file's name; never used twice
 * @param bodyOffset where the body begins in it, in bytes
 * @param bodyCrc the body's CRC32C
 * @param bytes what the file takes of the disk, in whole blocks
 */
record DiskFile(long number, int bodyOffset, int bodyCrc, long bytes) {
    private static final long BLOCK_BYTES = 4096;

    /** A file with a body of that length. */
    static DiskFile of(long number, int bodyOffset, int bodyCrc, long bodyLength) {
        long blocks = (bodyOffset + bodyLength + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return new DiskFile(number, bodyOffset, bodyCrc, blocks * BLOCK_BYTES);
    }
}
