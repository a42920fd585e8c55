package dev.slipway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.check.inspect.Crawl;
import dev.slipway.testing.App;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class CrawlTest {
    private static final CheckTime TIME = new CheckTime(InstantSource.system(), System::nanoTime);

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private Crawl crawl() {
        return new Crawl(new CheckClient(CheckClient.Options.usual(), TIME));
    }

    /** A site with these bodies by path, 404 elsewhere. */
    private App site(Map<String, String> bodies) throws IOException {
        return App.playing(connection -> {
            String head = connection.readHead();
            if (head.isEmpty()) {
                return;
            }
            String path = head.split(" ")[1];
            asked.add(path);
            String body = bodies.get(path);
            connection.send("HTTP/1.1 " + (body == null ? "404 Not Found" : "200 OK")
                    + "\r\nContent-Type: " + (path.endsWith(".xml") ? "application/xml" : "text/html; charset=utf-8")
                    + "\r\nConnection: close\r\nContent-Length: " + (body == null ? 0 : body.length()) + "\r\n\r\n"
                    + (body == null ? "" : body));
        });
    }

    private static String url(App site, String path) {
        return "http://127.0.0.1:" + site.port() + path;
    }

    /** A sitemap names the public site, also where it is staging's: what is asked is the site that was named. */
    @Test
    void aSitemapsPathsAreAskedOfItsOwnOriginAlone() throws IOException {
        try (App site = site(Map.of(
                "/sitemap.xml",
                "<sitemapindex><sitemap><loc>https://shop.example/pages.xml</loc></sitemap>"
                        + "<sitemap><loc>https://shop.example/gone.xml</loc></sitemap></sitemapindex>",
                "/pages.xml",
                "<urlset><url><loc>https://shop.example/a?x=1</loc></url><url><loc> https://shop.example/b </loc></url>"
                        + "<url><loc>https://shop.example/c</loc></url></urlset>"))) {
            List<String> urls = crawl().sitemap(url(site, "/sitemap.xml"), 2);

            assertThat(urls).containsExactly(url(site, "/a?x=1"), url(site, "/b"));
            assertThat(asked).containsExactlyInAnyOrder("/sitemap.xml", "/pages.xml");
        }
    }

    @Test
    void sitemapsInACircleEnd() throws IOException {
        try (App site = site(Map.of(
                "/one.xml", "<sitemapindex><sitemap><loc>https://x.example/two.xml</loc></sitemap></sitemapindex>",
                "/two.xml", "<sitemapindex><sitemap><loc>https://x.example/one.xml</loc></sitemap></sitemapindex>"))) {
            assertThat(crawl().sitemap(url(site, "/one.xml"), 10)).isEmpty();
        }
    }

    @Test
    void aCrawlStaysOnTheSiteAndDoesNotLogOut() throws IOException {
        try (App site = site(Map.of(
                "/",
                "<a href='/a'>a</a><a href='http://other.example/'>other</a><a href='/logout'>out</a>"
                        + "<img src='/p.png'>",
                "/a",
                "<a href='/'>back</a><a href='/b'>b</a>"))) {
            List<String> urls = crawl().from(url(site, "/"), 20);

            assertThat(urls)
                    .containsExactlyInAnyOrder(url(site, "/"), url(site, "/a"), url(site, "/b"), url(site, "/p.png"));
            assertThat(asked).doesNotContain("/logout");
        }
    }
}
