package dev.slipway.check.inspect;

import dev.slipway.check.CheckAnswer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * What a page or a stylesheet points to.
 *
 * @param links pages that a person may go to
 * @param parts what a browser loads by itself: stylesheets, scripts, images, fonts
 */
record References(List<String> links, List<Part> parts) {
    private static final Pattern CSS = Pattern.compile("(?:url\\(\\s*|@import\\s+)['\"]?([^'\")\\s]+)['\"]?");
    private static final Set<String> LOADED = Set.of("stylesheet", "icon", "preload", "modulepreload", "manifest");

    /**
     * One part.
     *
     * @param url absolute
     * @param width how wide the page shows it in CSS pixels, or 0 where it does not say
     */
    record Part(String url, int width) {}

    static References of(CheckAnswer answer) {
        List<String> links = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        if (answer.isHtml()) {
            html(answer, links, parts);
        } else if (answer.mediaType().equals("text/css")) {
            css(answer.request().url(), answer.text(), parts);
        }
        return new References(
                links.stream().distinct().toList(), parts.stream().distinct().toList());
    }

    private static void html(CheckAnswer answer, List<String> links, List<Part> parts) {
        Document page = Jsoup.parse(answer.text(), answer.request().url());
        for (Element anchor : page.select("a[href]")) {
            add(links, anchor.absUrl("href"));
        }
        for (Element link : page.select("link[href]")) {
            if (link.attr("rel")
                    .lines()
                    .flatMap(each -> List.of(each.split("\\s+")).stream())
                    .anyMatch(LOADED::contains)) {
                part(parts, link.absUrl("href"), 0);
            }
        }
        for (Element loaded :
                page.select("script[src], img[src], source[src], video[src], audio[src], iframe[src], embed[src]")) {
            part(parts, loaded.absUrl("src"), loaded.tagName().equals("img") ? width(loaded.attr("width")) : 0);
        }
        for (Element image : page.select("img[srcset], source[srcset]")) {
            for (String candidate : image.attr("srcset").split(",\\s+", -1)) {
                String url = candidate.strip().split("\\s+", 2)[0];
                part(parts, resolve(page.baseUri(), url), 0);
            }
        }
        for (Element style : page.select("style")) {
            css(page.baseUri(), style.data(), parts);
        }
    }

    private static int width(String attribute) {
        return attribute.matches("[0-9]{1,5}") ? Integer.parseInt(attribute) : 0;
    }

    private static void css(String base, String text, List<Part> parts) {
        Matcher matcher = CSS.matcher(text);
        while (matcher.find()) {
            part(parts, resolve(base, matcher.group(1)), 0);
        }
    }

    private static void part(List<Part> parts, @Nullable String url, int width) {
        if (url != null && url.startsWith("http")) {
            parts.add(new Part(withoutFragment(url), width));
        }
    }

    private static void add(List<String> links, String url) {
        if (url.startsWith("http")) {
            links.add(withoutFragment(url));
        }
    }

    private static String withoutFragment(String url) {
        int fragment = url.indexOf('#');
        return fragment < 0 ? url : url.substring(0, fragment);
    }

    /** Absolute, or null where it is no URL or not of the web. */
    static @Nullable String resolve(String base, String reference) {
        try {
            return reference.isEmpty() || reference.startsWith("data:")
                    ? null
                    : URI.create(base).resolve(reference).toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
