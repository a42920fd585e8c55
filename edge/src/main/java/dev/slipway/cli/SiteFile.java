package dev.slipway.cli;

import dev.slipway.site.Complaint;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.Site;
import dev.slipway.site.SiteParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that describes a site: {@code slipway.toml}, or {@code pyproject.toml} with a {@code [tool.slipway]}.
 *
 * @param path absolute
 * @param text as it stands
 */
record SiteFile(Path path, String text) {
    private static final Pattern TOOL_TABLE = Pattern.compile("(?m)^\\s*\\[\\[?\\s*tool\\s*\\.\\s*\"?slipway\\b");

    /** The one in that folder, or null when it has none. */
    static @Nullable SiteFile find(Path folder) {
        Path own = folder.resolve("slipway.toml");
        if (Files.exists(own)) {
            return read(own);
        }
        Path project = folder.resolve("pyproject.toml");
        if (!Files.exists(project)) {
            return null;
        }
        SiteFile file = read(project);
        return TOOL_TABLE.matcher(file.text).find() ? file : null;
    }

    static SiteFile read(Path path) {
        try {
            return new SiteFile(path.toAbsolutePath().normalize(), Files.readString(path));
        } catch (MalformedInputException e) {
            throw unreadable(path, "it is not UTF-8", e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw unreadable(path, "there is no such file", e);
        } catch (IOException e) {
            throw unreadable(path, String.valueOf(e), e);
        }
    }

    /** The folder against which its relative paths resolve. */
    Path folder() {
        Path parent = path.getParent();
        if (parent == null) {
            throw new UncheckedIOException(new IOException(path + " is no file"));
        }
        return parent;
    }

    ParsedSite parse() {
        return SiteParser.parse(text, path.getFileName().toString());
    }

    /** The site, or a refusal with every complaint. */
    Site site() {
        return switch (parse()) {
            case ParsedSite.Valid valid -> valid.site();
            case ParsedSite.Invalid invalid ->
                throw Refusal.of(
                        "invalid-configuration",
                        "The configuration is not valid",
                        path + " has " + Words.count(invalid.complaints().size(), "mistake"),
                        "a file that slipway validate accepts",
                        "correct them; slipway validate shows them again without doing anything",
                        complaints(invalid.complaints()));
        };
    }

    static List<String> complaints(List<Complaint> complaints) {
        return complaints.stream().map(Complaint::toString).toList();
    }

    private static RuntimeException unreadable(Path path, String why, IOException cause) {
        RuntimeException refusal = Refusal.of(
                "unreadable-configuration",
                "The configuration cannot be read",
                path + ": " + why,
                "a slipway.toml, or a pyproject.toml with [tool.slipway], as UTF-8 text",
                "name its folder with -C or the file with --config");
        refusal.addSuppressed(cause);
        return refusal;
    }
}
