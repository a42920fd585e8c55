package dev.slipway.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file of one object: a first line of fixed length, the head, room for the head to grow, the body.
 *
 * <pre>
 * slipway 1 0000000000000001 0000000000000000 0000000000000000 0000008c 00000185 5f3e6896 0000000000000005 9a71bb4c c0758d61
 * key http://shop.localhost:8080/a
 * status 200
 * requested 1000
 * received 1250
 * form 5
 * field Content-Type text/html
 * field Cache-Control max-age=60
 * (zero bytes up to a multiple of 256)hello
 * </pre>
 *
 * <p>The line says, in hexadecimal: the format's version; the file's number; the sequence of purges when the response's
 * fetch began, and of the latest purge that meant it; the head's length, the head's room, its CRC32C; the body's length, its
 * CRC32C; the CRC32C of the line up to here. {@link HeadText} has the head's lines.
 *
 * <p>Line and head are written over by a validation, in one call. A process that is killed in the middle leaves a head that
 * does not have its checksum: a miss, as is a file of another length than its line says.
 */
final class DiskFormat {
    private static final String MAGIC = "slipway 1";
    private static final HexFormat HEX = HexFormat.of();

    /** Where the line's checksum begins: behind the magic, four long and four short numbers, each with its space. */
    private static final int CHECKED = MAGIC.length() + 4 * 17 + 4 * 9 + 1;

    /** The length of the first line, its end included. */
    static final int LINE = CHECKED + 9;

    /** Heads are not larger: a guard for reading what is damaged. */
    private static final int MOST_HEAD = 4 << 20;

    /** What a head grows by without moving the body, at least. */
    private static final int SPARE = 64;

    private static final int ROUND = 256;

    private DiskFormat() {}

    /**
     * What a file's beginning says.
     *
     * @param sequence of purges when fetch or validation began
     * @param purged the latest purge that had met it when this was written, or 0
     */
    record Content(ObjectHead head, long sequence, long purged, DiskFile file) {
        /** How long the file is. */
        long fileLength() {
            return file.bodyOffset() + head.bodyLength();
        }
    }

    /** The first line as numbers. */
    private record Line(
            long number,
            long sequence,
            long purged,
            int headLength,
            int headRoom,
            int headCrc,
            long bodyLength,
            int bodyCrc) {}

    /** Where the body begins in a file that is made for that head. */
    static int bodyOffset(byte[] head) {
        return (LINE + head.length + SPARE + ROUND - 1) / ROUND * ROUND;
    }

    /** Line, head and the room behind it: the file up to its body. The head fits before the file's body. */
    static ByteBuffer encode(byte[] head, Content content) {
        DiskFile file = content.file();
        int room = file.bodyOffset() - LINE;
        String line = MAGIC
                + ' '
                + HEX.toHexDigits(file.number())
                + ' '
                + HEX.toHexDigits(content.sequence())
                + ' '
                + HEX.toHexDigits(content.purged())
                + ' '
                + HEX.toHexDigits(head.length)
                + ' '
                + HEX.toHexDigits(room)
                + ' '
                + HEX.toHexDigits(crc(ByteBuffer.wrap(head)))
                + ' '
                + HEX.toHexDigits(content.head().bodyLength())
                + ' '
                + HEX.toHexDigits(file.bodyCrc())
                + ' ';
        String check = HEX.toHexDigits(crc(ByteBuffer.wrap(line.getBytes(ISO_8859_1))));
        return ByteBuffer.allocate(file.bodyOffset())
                .put((line + check + '\n').getBytes(ISO_8859_1))
                .put(head)
                .clear();
    }

    /** How many bytes from a file's first on are needed to decode it, given those of its line; 0 where it is damaged. */
    static int needed(byte[] beginning) {
        Line line = line(beginning);
        return line == null ? 0 : LINE + line.headLength();
    }

    /** What the beginning says, or null where it is not what was written. */
    static @Nullable Content decode(byte[] beginning) {
        Line line = line(beginning);
        if (line == null || beginning.length < LINE + line.headLength()) {
            return null;
        }
        byte[] head = new byte[line.headLength()];
        System.arraycopy(beginning, LINE, head, 0, head.length);
        if (crc(ByteBuffer.wrap(head)) != line.headCrc()) {
            return null;
        }
        try {
            ObjectHead decoded = HeadText.decode(head);
            DiskFile file = DiskFile.of(line.number(), LINE + line.headRoom(), line.bodyCrc(), line.bodyLength());
            return decoded.bodyLength() == line.bodyLength()
                    ? new Content(decoded, line.sequence(), line.purged(), file)
                    : null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null; // by another version of this class
        }
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static @Nullable Line line(byte[] beginning) {
        if (beginning.length < LINE) {
            return null;
        }
        String text = new String(beginning, 0, LINE, ISO_8859_1);
        String check = HEX.toHexDigits(crc(ByteBuffer.wrap(beginning, 0, CHECKED))) + '\n';
        if (!text.startsWith(MAGIC + ' ') || !text.endsWith(check)) {
            return null;
        }
        String[] parts = text.substring(MAGIC.length() + 1).split(" ", -1);
        int headLength = HexFormat.fromHexDigits(parts[3]);
        int headRoom = HexFormat.fromHexDigits(parts[4]);
        if (headLength < 0 || headLength > headRoom || headRoom > MOST_HEAD) {
            return null;
        }
        return new Line(
                HexFormat.fromHexDigitsToLong(parts[0]),
                HexFormat.fromHexDigitsToLong(parts[1]),
                HexFormat.fromHexDigitsToLong(parts[2]),
                headLength,
                headRoom,
                HexFormat.fromHexDigits(parts[5]),
                HexFormat.fromHexDigitsToLong(parts[6]),
                HexFormat.fromHexDigits(parts[7]));
    }
}
