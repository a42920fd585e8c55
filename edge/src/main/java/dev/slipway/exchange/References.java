package dev.slipway.exchange;

import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paths that a page or a style sheet names: {@code src}, {@code href}, {@code srcset}, {@code url()} and {@code
 * @import}. Found when it is stored, so that an activation can tell which stored pages name a file that changed.
 *
 * <p>A path too many costs a revalidation, so it takes whatever stands where a path may stand.
 */
final class References {
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_PATHS = 500;

    /** A path from the root, behind a quote, a bracket, a space or a comma, to the end of what a path may hold. */
    private static final Pattern PATH =
            Pattern.compile("[\"'(\\s,=](/[^/\"'()\\s,<>?#\\\\][^\"'()\\s,<>?#\\\\]{0,500})");

    private References() {}

    /** The paths in that body; none where it is no page or style sheet, is encoded or very long. */
    static Set<String> in(Fields fields, ByteBuf body) {
        String type = fields.get("Content-Type");
        if (type == null || fields.contains("Content-Encoding") || body.readableBytes() > MOST_BYTES) {
            return Set.of();
        }
        String media = type.toLowerCase(Locale.ROOT);
        if (!media.startsWith("text/html") && !media.startsWith("text/css")) {
            return Set.of();
        }
        Set<String> paths = new HashSet<>();
        Matcher matcher = PATH.matcher(body.toString(StandardCharsets.ISO_8859_1));
        while (paths.size() < MOST_PATHS && matcher.find()) {
            paths.add(matcher.group(1));
        }
        return paths;
    }
}
