package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Targets: no path climbs, and one that is not marked ambiguous is what the JDK decodes of it. */
public final class TargetFuzz {
    private TargetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (!Octets.isTarget(input, 0, input.length)) {
            return;
        }
        String raw = "/" + new String(input, StandardCharsets.ISO_8859_1);
        RequestTarget target = RequestTarget.parse(raw);
        same(target.raw(), raw, "as sent");
        holds(target.path().startsWith("/"), "a path without its slash: " + target.path());
        List<String> segments = List.of(target.path().split("/", -1));
        holds(!segments.contains("..") && !segments.contains("."), "dots in " + target.path());
        String sent = raw.indexOf('?') < 0 ? raw : raw.substring(0, raw.indexOf('?'));
        same(target.query(), raw.substring(Math.min(raw.length(), sent.length() + 1)), "query");
        if (!target.ambiguous()) {
            same(
                    target.path(),
                    java.net.URLDecoder.decode(sent.replace("+", "%2B"), StandardCharsets.UTF_8),
                    "for the JDK");
            holds(target.path().indexOf('\0') < 0 && target.path().indexOf('\\') < 0, "what no file is called");
        }
    }
}
