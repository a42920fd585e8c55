package dev.slipway.site;

import static dev.slipway.testing.Property.holds;

import java.nio.charset.StandardCharsets;

/** {@code slipway.toml}: whatever it holds, the outcome is a site or complaints that point into the text. */
public final class SiteFuzz {
    private SiteFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        for (String name : new String[] {"slipway.toml", "pyproject.toml"}) {
            if (SiteParser.parse(text, name) instanceof ParsedSite.Invalid(var complaints)) {
                holds(!complaints.isEmpty(), "invalid without a complaint");
            }
            if (SiteParser.parseRules(text, name) instanceof ParsedRules.Invalid(var complaints)) {
                holds(!complaints.isEmpty(), "invalid without a complaint");
            }
        }
    }
}
