package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fields that steer the cache: entity tags written and read again, codings that were accepted, keys in one piece. */
public final class FieldsFuzz {
    private static final List<String> CODINGS = List.of("br", "zstd", "gzip", AcceptEncoding.IDENTITY);

    private FieldsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        EntityTag tag = EntityTag.parse(text);
        if (tag != null) {
            same(EntityTag.parse(tag.toString()), tag, "an entity tag");
        }
        for (EntityTag one : EntityTag.parseList(text)) {
            same(EntityTag.parse(one.toString()), one, "an entity tag of a list");
            holds(one.matchesWeakly(one), "a tag that is not itself");
        }
        AcceptEncoding accepted = AcceptEncoding.parse(text);
        String chosen = accepted.choose(CODINGS);
        holds(CODINGS.contains(chosen), "a coding that is not there: " + chosen);
        holds(chosen.equals(AcceptEncoding.IDENTITY) || accepted.accepts(chosen), "a coding that was not accepted");
        UriReference base = UriReference.parse("http://a.test/b/c?d");
        String resolved = base.resolve(UriReference.parse(text)).toString();
        same(base.resolve(UriReference.parse(resolved)).toString(), resolved, "a reference resolved again");
    }
}
