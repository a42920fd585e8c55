package dev.slipway.check.inspect;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.http.Fields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** Finds the URLs of a site: from page to page, or in its sitemap. Stays on one origin. */
public final class Crawl {
    /** What changes something although it is asked for with GET: a crawl does not go there. */
    private static final Pattern CHANGES =
            Pattern.compile("log-?out|sign-?out|delete|remove|unsubscribe", Pattern.CASE_INSENSITIVE);

    private final CheckClient client;
    private final Fields extra;

    /** As a client that carries nothing. */
    public Crawl(CheckClient client) {
        this(client, Fields.EMPTY);
    }

    /** @param extra what every request carries besides: cookies of a user, for instance */
    public Crawl(CheckClient client, Fields extra) {
        this.client = client;
        this.extra = extra;
    }

    /** That URL, what its pages link to and load, breadth first, at most so many. */
    public List<String> from(String start, int most) {
        String origin = CheckRequest.get(start).origin();
        Set<String> found = new LinkedHashSet<>(List.of(start));
        Deque<String> pages = new ArrayDeque<>(found);
        while (!pages.isEmpty() && found.size() < most) {
            CheckAnswer answer =
                    client.send(CheckRequest.get(pages.poll()).withAll(extra).with("Accept-Encoding", "identity"));
            References references = References.of(answer);
            List<String> next = new ArrayList<>(references.links());
            references.parts().forEach(part -> next.add(part.url()));
            String location = References.resolve(answer.request().url(), answer.field("Location"));
            if (location != null) {
                next.add(location);
            }
            for (String url : next) {
                if (found.size() < most
                        && isOf(origin, url)
                        && !CHANGES.matcher(url).find()
                        && found.add(url)) {
                    pages.add(url);
                }
            }
        }
        return List.copyOf(found);
    }

    /** The URLs of a sitemap, and of the sitemaps that it lists, all on the origin of that one. */
    public List<String> sitemap(String url, int most) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>();
        Deque<String> maps = new ArrayDeque<>(List.of(url));
        while (!maps.isEmpty() && found.size() < most && read.size() < most) {
            String map = maps.poll();
            if (!read.add(map)) {
                continue;
            }
            CheckAnswer answer =
                    client.send(CheckRequest.get(map).withAll(extra).with("Accept-Encoding", "identity"));
            for (Element location :
                    Jsoup.parse(answer.text(), map, Parser.xmlParser()).select("loc")) {
                boolean isMap =
                        location.parent() != null && location.parent().tagName().equals("sitemap");
                String here =
                        onOrigin(CheckRequest.get(url).origin(), location.text().strip());
                if (isMap) {
                    maps.add(here);
                } else if (found.size() < most) {
                    found.add(here);
                }
            }
        }
        return List.copyOf(found);
    }

    /** A sitemap of staging usually names production: the path is what counts. */
    private static String onOrigin(String origin, String url) {
        if (url.startsWith("http")) {
            return origin + CheckRequest.get(url).target();
        }
        return url.startsWith("/") ? origin + url : origin + "/" + url;
    }

    private static boolean isOf(String origin, String url) {
        return url.startsWith(origin + "/") || url.equals(origin);
    }
}
