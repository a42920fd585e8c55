package dev.slipway.store;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Files of objects: damage is null and nothing else, and what passes its checksums is written as it was read. */
public final class DiskFormatFuzz {
    private DiskFormatFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        check(input);
        check(withRightChecks(input));
    }

    private static void check(byte[] input) {
        int needed = DiskFormat.needed(input);
        holds(needed >= 0 && needed <= 5 << 20, "needs " + needed);
        DiskFormat.Content content = DiskFormat.decode(input);
        if (content == null) {
            return;
        }
        byte[] head = HeadText.encode(content.head());
        if (head != null && head.length <= content.file().bodyOffset() - DiskFormat.LINE) {
            ByteBuffer again = DiskFormat.encode(head, content);
            byte[] bytes = new byte[again.remaining()];
            again.get(bytes);
            DiskFormat.Content second = DiskFormat.decode(bytes);
            holds(second != null, "written and not read again");
            if (second != null) {
                same(second.file(), content.file(), "file");
                same(second.head().key(), content.head().key(), "key");
                same(second.head().labels(), content.head().labels(), "labels");
                same(second.sequence(), content.sequence(), "sequence");
            }
        }
    }

    /** The same under a first line whose checksums are right, so that what they guard is read as well. */
    private static byte[] withRightChecks(byte[] head) {
        byte[] body = Arrays.copyOf(head, Math.min(head.length, 4096));
        HexFormat hex = HexFormat.of();
        String line = "slipway 1 " + "0000000000000001 0000000000000000 0000000000000000 "
                + hex.toHexDigits(body.length) + ' ' + hex.toHexDigits(body.length + 64) + ' '
                + hex.toHexDigits(DiskFormat.crc(ByteBuffer.wrap(body))) + " 0000000000000005 9a71bb4c ";
        byte[] checked = line.getBytes(StandardCharsets.ISO_8859_1);
        String check = hex.toHexDigits(DiskFormat.crc(ByteBuffer.wrap(checked))) + '\n';
        return ByteBuffer.allocate(checked.length + check.length() + body.length)
                .put(checked)
                .put(check.getBytes(StandardCharsets.ISO_8859_1))
                .put(body)
                .array();
    }
}
