package dev.slipway.store;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Purge journals: a whole line is read as it was written, wherever the file is cut, and damage is said. */
public final class JournalFuzz {
    record Purge(long sequence, Mode mode, Selector selector) {}

    private JournalFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        check(input);
        String text = new String(input, StandardCharsets.UTF_8);
        check((checksum(text) + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
        writeAndCut(text);
    }

    private static List<Purge> read(byte[] journal, boolean good) {
        List<Purge> purges = new ArrayList<>();
        boolean whole = JournalText.decode(
                journal, (sequence, mode, selector) -> purges.add(new Purge(sequence, mode, selector)));
        holds(whole || !good, "a good journal is called damaged");
        return whole ? purges : List.of();
    }

    private static void check(byte[] journal) {
        for (Purge purge : read(journal, false)) {
            same(written(purge), List.of(purge), "written again");
        }
    }

    private static List<Purge> written(Purge purge) {
        return read(bytes(JournalText.encode(purge.sequence(), purge.mode(), List.of(purge.selector()))), true);
    }

    private static void writeAndCut(String text) {
        String key = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (key.indexOf('\n') >= 0 || key.indexOf('\0') >= 0) {
            return;
        }
        Purge purge = new Purge(7, Mode.HARD, new Selector.Key(key));
        byte[] journal = bytes(JournalText.encode(7, Mode.HARD, List.of(purge.selector(), new Selector.Label("x"))));
        List<Purge> both = List.of(purge, new Purge(7, Mode.HARD, new Selector.Label("x")));
        for (int cut = 0; cut <= journal.length; cut += 1 + journal.length / 64) {
            List<Purge> kept = read(Arrays.copyOf(journal, cut), true);
            same(kept, both.subList(0, kept.size()), "cut at " + cut);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String checksum(String text) {
        return HexFormat.of().toHexDigits(DiskFormat.crc(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}
