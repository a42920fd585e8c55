package dev.slipway.site;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a {@code [[route]]} says about where its answers come from. */
final class ServeReader {
    private static final String FORM = "\"release\", \"folder\", \"app\", \"app:POOL\" or \"redirect\"";
    private static final List<String> OF_APP = List.of("cache", "cookies", "ignore_query");
    private static final List<String> OF_RELEASE = List.of("fallback", "missing", "fingerprinted");
    private static final List<String> OF_REDIRECT = List.of("to", "status");

    private final Table table;
    private final String prefix;

    ServeReader(Table table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    /**
     * What is served, or null where that is not said rightly.
     *
     * @param match the route's pattern, or null where it has none that is valid
     */
    @Nullable
    Serve read(@Nullable PathPattern match) {
        if (!table.has("serve")) {
            table.missing("serve", FORM);
            return null;
        }
        String text = table.text("serve", FORM);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "release" -> release();
            case "folder" -> folder();
            case "redirect" -> redirect(match);
            default -> app(text);
        };
    }

    private Serve release() {
        Serve.Release release = new Serve.Release(
                fallback(),
                table.read("missing", "\"app\" or \"app:POOL\"", ServeReader::pool),
                table.members("fingerprinted", "paths that start with / and may end in one *", Values::pattern));
        if (!table.has("missing")) {
            refuse(OF_APP, "release", "serve = \"app\", or missing = \"app\" beside it");
        }
        refuse(OF_REDIRECT, "release", "serve = \"redirect\"");
        refuse(List.of("folder"), "release", "serve = \"folder\"");
        return release;
    }

    private @Nullable String fallback() {
        String form = "the path of a file of the release, such as \"index.html\"";
        return table.read(
                "fallback",
                form,
                text -> Values.urlPath(text.startsWith("/") || text.isEmpty() ? text : prefix + "/" + text));
    }

    private @Nullable Serve folder() {
        refuse(OF_APP, "folder", "serve = \"app\"");
        refuse(OF_RELEASE, "folder", "serve = \"release\"");
        refuse(OF_REDIRECT, "folder", "serve = \"redirect\"");
        String form = "a folder, absolute or relative to the folder of this file";
        if (!table.has("folder")) {
            table.missing("folder", form);
            return null;
        }
        String folder = table.read("folder", form, Values::filePath);
        return folder == null ? null : new Serve.Folder(Path.of(folder));
    }

    private @Nullable Serve app(String text) {
        refuse(OF_RELEASE, text, "serve = \"release\"");
        refuse(OF_REDIRECT, text, "serve = \"redirect\"");
        refuse(List.of("folder"), text, "serve = \"folder\"");
        String pool = pool(text);
        if (pool == null) {
            table.refuse("serve", Values.describe(text), FORM);
            return null;
        }
        return new Serve.App(pool);
    }

    private static @Nullable String pool(String text) {
        if (text.equals("app")) {
            return EnvironmentConfig.DEFAULT_POOL;
        }
        return text.startsWith("app:") ? Values.name(text.substring("app:".length())) : null;
    }

    private @Nullable Serve redirect(@Nullable PathPattern match) {
        refuse(OF_APP, "redirect", "serve = \"app\"");
        refuse(OF_RELEASE, "redirect", "serve = \"release\"");
        refuse(List.of("folder"), "redirect", "serve = \"folder\"");
        int status = status();
        String form = "a path that starts with one /, or a URL that starts with http:// or https://";
        if (!table.has("to")) {
            table.missing("to", form);
            return null;
        }
        String to = table.read("to", form, ServeReader::target);
        if (to == null) {
            return null;
        }
        int star = to.indexOf('*');
        if (star != to.lastIndexOf('*')) {
            table.refuse("to", Values.describe(to), "at most one *");
            return null;
        }
        if (star >= 0 && match != null && !match.isPrefix()) {
            table.refuse(
                    "to",
                    "a * with nothing to stand for",
                    "no *, or a match that ends in *: it stands for what that star took");
            return null;
        }
        return new Serve.Redirect(to, status);
    }

    private int status() {
        Object status = table.get("status");
        if (status == null) {
            return 308;
        }
        if (status instanceof Long number
                && List.of(301L, 302L, 303L, 307L, 308L).contains(number)) {
            return number.intValue();
        }
        table.refuse("status", Values.describe(status), "301, 302, 303, 307 or 308");
        return 308;
    }

    private static @Nullable String target(String text) {
        boolean clean = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<');
        boolean path = text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/*/");
        boolean url = text.matches("https?://[^/?#*]+([/?#].*)?");
        return clean && (path || url) ? text : null;
    }

    private void refuse(List<String> keys, String serve, String expected) {
        for (String key : keys) {
            if (table.has(key)) {
                table.refuse(key, "without effect where serve = \"" + serve + "\"", expected);
            }
        }
    }
}
