package dev.slipway.control;

import dev.slipway.site.ParsedRules;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.SiteParser;
import java.util.regex.Pattern;

/** A configuration as a client sends it: the text of a {@code slipway.toml}, or of a {@code pyproject.toml}. */
final class ConfigurationText {
    private static final Pattern TOOL_TABLE = Pattern.compile("(?m)^\\s*\\[{1,2}\\s*tool\\s*\\.\\s*slipway\\s*[.\\]]");

    private ConfigurationText() {}

    static ParsedSite site(String text) {
        return SiteParser.parse(text, fileName(text));
    }

    static ParsedRules rules(String text) {
        return SiteParser.parseRules(text, fileName(text));
    }

    /** The API carries no file name; {@code [tool.slipway]} means something in one of the two only. */
    private static String fileName(String text) {
        return TOOL_TABLE.matcher(text).find() ? "pyproject.toml" : "slipway.toml";
    }
}
