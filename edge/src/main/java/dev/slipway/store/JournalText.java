package dev.slipway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a purge journal: CRC32C of what follows, sequence in hexadecimal, mode, kind, and the selector's text up to
 * the end of the line.
 *
 * <pre>
 * 258b4bcc 2b soft key http://shop.localhost:8080/products/7
 * 5b02cf53 2b soft prefix http://shop.localhost:8080/media/
 * 554942a9 2b soft label products of the day
 * </pre>
 *
 * <p>A last line that is not whole was being written when the process was killed; nobody was told of that purge. Anything
 * else that is not as above is damage.
 */
final class JournalText {
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{8}) (([0-9a-f]{1,16}) (soft|hard) (key|prefix|label) (.*))", Pattern.DOTALL);

    private JournalText() {}

    /** A purge as the journal has it. */
    interface Reader {
        void purge(long sequence, Mode mode, Selector selector);
    }

    /** The lines of one purge. A selector with a line's end in it matches nothing that is on disk, and is left out. */
    static ByteBuffer encode(long sequence, Mode mode, List<Selector> selectors) {
        StringBuilder lines = new StringBuilder(128);
        for (Selector selector : selectors) {
            String text = switch (selector) {
                case Selector.Key(String key) -> "key " + key;
                case Selector.Prefix(String prefix) -> "prefix " + prefix;
                case Selector.Label(String label) -> "label " + label;
                case Selector.Everything(String label) -> "label " + label;
            };
            String word = switch (mode) {
                case SOFT -> " soft ";
                case HARD -> " hard ";
            };
            if (text.indexOf('\n') < 0) {
                String checked = Long.toHexString(sequence) + word + text;
                lines.append(check(checked)).append(' ').append(checked).append('\n');
            }
        }
        return ByteBuffer.wrap(lines.toString().getBytes(UTF_8));
    }

    /** Reads a journal; false where it is damaged, and then what was read before does not count either. */
    static boolean decode(byte[] journal, Reader reader) {
        String text = new String(journal, UTF_8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            if (!line(text.substring(from, end), reader)) {
                return false;
            }
            from = end + 1;
        }
        String tail = text.substring(from);
        if (tail.indexOf('\0') >= 0) {
            return false; // bytes that the file system never got
        }
        // A whole line of which only the end was damaged had been acknowledged.
        boolean unused = line(tail, reader) || (!tail.isEmpty() && line(tail.substring(0, tail.length() - 1), reader));
        return true;
    }

    private static boolean line(String text, Reader reader) {
        Matcher line = LINE.matcher(text);
        if (!line.matches() || !check(line.group(2)).equals(line.group(1))) {
            return false;
        }
        Mode mode = line.group(4).equals("soft") ? Mode.SOFT : Mode.HARD;
        String value = line.group(6);
        Selector selector = switch (line.group(5)) {
            case "key" -> new Selector.Key(value);
            case "prefix" -> new Selector.Prefix(value);
            default -> new Selector.Label(value);
        };
        reader.purge(Long.parseUnsignedLong(line.group(3), 16), mode, selector);
        return true;
    }

    private static String check(String text) {
        return HexFormat.of().toHexDigits(DiskFormat.crc(ByteBuffer.wrap(text.getBytes(UTF_8))));
    }
}
