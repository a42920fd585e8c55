package dev.slipway.http;

import java.util.HexFormat;
import java.util.List;

/**
 * The shape of a {@code multipart/byteranges} body (RFC 9110 §14.6): each part's head, its bytes, at last the end.
 *
 * <pre>
 * --3d6b6a416f9b5c2e
 * Content-Type: image/png
 * Content-Range: bytes 0-49/1270
 *
 * … 50 bytes …
 * --3d6b6a416f9b5c2e--
 * </pre>
 *
 * @param boundary 16 hex digits
 * @param mediaType the representation's
 * @param completeLength the representation's, in bytes
 */
public record MultipartRanges(String boundary, String mediaType, long completeLength) {
    /**
     * @param seed random, so that no content can be written to hold the boundary
     */
    public static MultipartRanges of(long seed, String mediaType, long completeLength) {
        return new MultipartRanges(HexFormat.of().toHexDigits(seed), mediaType, completeLength);
    }

    /** The value of Content-Type for the whole answer. */
    public String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** What comes before the bytes of a range, in ASCII, with the line break that ends the part before. */
    public String partHead(ByteRanges.Range range) {
        return "\r\n--" + boundary + "\r\nContent-Type: " + mediaType + "\r\nContent-Range: "
                + range.contentRange(completeLength) + "\r\n\r\n";
    }

    /** What comes after the bytes of the last range, in ASCII. */
    public String end() {
        return "\r\n--" + boundary + "--\r\n";
    }

    /** The length of the whole body in bytes: what Content-Length says. */
    public long bodyLength(List<ByteRanges.Range> ranges) {
        long length = end().length();
        for (ByteRanges.Range range : ranges) {
            length += partHead(range).length() + range.length();
        }
        return length;
    }
}
