package dev.slipway.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The indexed field lines of one direction of a connection: the static table, then the dynamic one (RFC 7541 §2.3). */
final class HpackTable {
    private static final HpackEntry[] STATIC = staticTable();
    private static final Map<String, Integer> STATIC_NAMES = names();

    private HpackEntry @Nullable [] ring = null;
    private int newest;
    private int count;
    private int bytes;
    private int capacity;
    private long changes;

    /** @param capacity in octets as §4.1 counts them */
    HpackTable(int capacity) {
        this.capacity = capacity;
    }

    /** RFC 7541 Appendix A. */
    private static HpackEntry[] staticTable() {
        String lines = """
                :authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|:status=200|\
                :status=204|:status=206|:status=304|:status=400|:status=404|:status=500|accept-charset|\
                accept-encoding=gzip, deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|\
                authorization|cache-control|content-disposition|content-encoding|content-language|content-length|\
                content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host|if-match|\
                if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|\
                proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|\
                strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate""";
        String[] all = lines.split("\\|");
        HpackEntry[] table = new HpackEntry[all.length + 1];
        for (int i = 0; i < all.length; i++) {
            int equals = all[i].indexOf('=');
            byte[] name = (equals < 0 ? all[i] : all[i].substring(0, equals)).getBytes(StandardCharsets.ISO_8859_1);
            table[i + 1] = HpackEntry.known(
                    FieldNames.name(name, 0, name.length), equals < 0 ? "" : all[i].substring(equals + 1));
        }
        return table;
    }

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>();
        for (int i = STATIC.length - 1; i > 0; i--) {
            names.put(STATIC[i].name().toLowerCase(java.util.Locale.ROOT), i);
        }
        return names;
    }

    /** The first line of the static table with that name, in lower case, or 0. */
    static int staticName(String name) {
        return STATIC_NAMES.getOrDefault(name, 0);
    }

    /** The line with that index, from 1, or null. */
    @Nullable
    HpackEntry get(int index) {
        if (index < STATIC.length) {
            return index <= 0 ? null : STATIC[index];
        }
        int age = index - STATIC.length;
        HpackEntry[] lines = ring;
        return lines == null || age >= count ? null : lines[newest - age & lines.length - 1];
    }

    /** How often it was changed: while this stays, every index means what it meant. */
    long changes() {
        return changes;
    }

    /** Inserts a line; what is larger than the table empties it (§4.4). */
    void add(HpackEntry line) {
        changes++;
        evict(capacity - line.size());
        if (line.size() > capacity) {
            return;
        }
        HpackEntry[] lines = roomy();
        newest = newest + 1 & lines.length - 1;
        lines[newest] = line;
        count++;
        bytes += line.size();
    }

    /** Room for one line more; made when the first line comes, for many connections never index anything. */
    private HpackEntry[] roomy() {
        HpackEntry[] lines = ring;
        if (lines == null) {
            lines = new HpackEntry[16];
        } else if (count == lines.length) {
            HpackEntry[] larger = new HpackEntry[2 * count];
            for (int i = 0; i < count; i++) {
                larger[count - 1 - i] = lines[newest - i & count - 1];
            }
            newest = count - 1;
            lines = larger;
        }
        ring = lines;
        return lines;
    }

    /** Sets the size that the table may have from here on (§4.3). */
    void resize(int octets) {
        changes++;
        capacity = octets;
        evict(octets);
    }

    @SuppressWarnings("NullAway") // a place behind the oldest line holds nothing, and nobody looks there
    private void evict(int allowed) {
        HpackEntry[] lines = ring;
        while (lines != null && count > 0 && bytes > allowed) {
            int oldest = newest - (count - 1) & lines.length - 1;
            bytes -= lines[oldest].size();
            lines[oldest] = null;
            count--;
        }
    }
}
