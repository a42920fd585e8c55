package dev.slipway.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Chance, seeded: what clients ask and what the app answers. Few names, so that everything collides. */
final class Dice {
    private static final List<String> PATHS = List.of("/a/1", "/a/1", "/a/2", "/b/1", "/b/2", "/c");
    private static final List<String> QUERIES =
            List.of("", "", "", "", "", "?q=1", "?utm_x=1", "?q=1&utm_x=2", "?utm_x=3&q=1", "?Q=1");
    private static final List<String> HOSTS = List.of(
            "shop.localhost",
            "shop.localhost",
            "shop.localhost",
            "shop.localhost",
            "shop.localhost",
            "shop.localhost:80",
            "shop.localhost:8080",
            "staging.shop.localhost");
    private static final List<String> LANGUAGES = List.of("de", "en", "DE", "de, en", "de,en");
    private static final List<String> CODINGS = List.of("gzip", "gzip, br", "br,gzip", "identity");
    private static final List<String> COOKIES =
            List.of("session=1", "session=2", "_ga=1", "lang=de", "lang=en", "lang=de; _ga=2", "session=1; lang=de");
    private static final List<String> WISHES = List.of(
            "no-cache",
            "no-store",
            "max-age=0",
            "max-age=3",
            "only-if-cached",
            "only-if-cached, max-stale",
            "max-stale",
            "max-stale=5",
            "min-fresh=4",
            "stale-if-error=60",
            "max-age=0, max-stale=100",
            "no-transform",
            "max-age=x");
    private static final List<String> CONTROLS = List.of(
            "max-age=60",
            "max-age=60",
            "max-age=60",
            "max-age=60",
            "max-age=5",
            "max-age=5",
            "max-age=1",
            "max-age=0",
            "s-maxage=10",
            "s-maxage=10, max-age=0",
            "max-age=0, s-maxage=20",
            "public, max-age=10",
            "public",
            "public, max-age=3600",
            "private",
            "private, max-age=60",
            "no-store",
            "no-store, max-age=60",
            "no-cache",
            "no-cache, max-age=60",
            "max-age=5, stale-while-revalidate=10",
            "max-age=1, stale-while-revalidate=30",
            "max-age=5, stale-if-error=60",
            "s-maxage=5, stale-if-error=20",
            "s-maxage=5, stale-while-revalidate=20",
            "max-age=5, must-revalidate",
            "max-age=5, proxy-revalidate",
            "public, must-revalidate, max-age=5",
            "MAX-AGE=60",
            "Max-Age=\"60\"",
            "max-age=60, max-age=5",
            "max-age=5, max-age=60",
            "max-age=x",
            "max-age=-1",
            "max-age=1.5",
            "max-age",
            "max-age =60",
            "max-age= 60",
            "max-age=99999999999",
            ",, max-age=5 ,",
            "max-age=60, no-cache=\"set-cookie\"",
            "max-age=60, private=\"set-cookie, x-color\"",
            "private=\"x-color\", max-age=60",
            "private=\"x-color, max-age=60",
            "no-store=\"\", max-age=60",
            "foo=\"a, no-store\", max-age=60",
            "must-understand, no-store, max-age=60",
            "must-understand, max-age=60",
            "max-age=60, immutable",
            "max-age=5;s-maxage=60",
            "max-age=60, no-transform",
            "x-max-age=60");
    private static final List<String> TARGETED = List.of(
            "max-age=30",
            "max-age=5, stale-while-revalidate=5",
            "no-store",
            "private",
            "",
            "max-age=",
            "MAX-AGE=60",
            "max-age=60, max-age=5",
            "no-cache",
            "public, max-age=5",
            "max-age=5, must-revalidate",
            "foo");
    private static final List<String> VARIES = List.of(
            "Accept-Language",
            "accept-language",
            "Accept-Encoding",
            "Accept-Language, Accept-Encoding",
            "*",
            "Cookie",
            "accept-language , ",
            "Accept-Language, *",
            "X-Wish");
    private static final List<String> TAGS = List.of("t1", "t1, t2", "t2", "t3");
    private static final List<Integer> STATUSES =
            List.of(404, 404, 301, 302, 410, 204, 299, 500, 503, 503, 502, 400, 418);

    private final SplittableRandom random;
    private final Deque<String> tags = new ArrayDeque<>();
    private final Deque<String> dates = new ArrayDeque<>();

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True in so many of a thousand cases. */
    boolean permille(int share) {
        return random.nextInt(1000) < share;
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String method() {
        int kind = below(100);
        return kind < 85 ? "GET" : kind < 93 ? "HEAD" : one(List.of("POST", "POST", "DELETE", "PUT", "OPTIONS", "FOO"));
    }

    String host() {
        return one(HOSTS);
    }

    String target() {
        return one(PATHS) + one(QUERIES);
    }

    /** The fields of a request, Host and step included. */
    Lines request(String host, long step) {
        List<String> lines = new ArrayList<>(List.of("Host", host, "X-Step", Long.toString(step)));
        maybe(lines, 60, "Authorization", "Basic " + below(3));
        maybe(lines, 10, "X-API-Key", "k" + below(2));
        maybe(lines, 200, "Cookie", one(COOKIES));
        maybe(lines, 300, "Accept-Language", one(LANGUAGES));
        maybe(lines, 300, "Accept-Encoding", one(CODINGS));
        maybe(lines, 50, "X-Wish", "w" + below(2));
        maybe(lines, 120, "Cache-Control", one(WISHES));
        maybe(lines, 10, "Pragma", "no-cache");
        maybe(lines, 4, "X-HTTP-Method-Override", "DELETE");
        if (permille(120)) {
            lines.addAll(List.of("If-None-Match", permille(40) ? "*" : tag()));
        }
        maybe(lines, 60, "If-Modified-Since", date());
        maybe(lines, 10, "If-Match", tag());
        maybe(lines, 10, "If-Unmodified-Since", date());
        if (permille(80)) {
            lines.addAll(
                    List.of("Range", one(List.of("bytes=0-3", "bytes=2-", "bytes=-4", "bytes=5-900", "bytes=900-"))));
            maybe(lines, 300, "If-Range", permille(700) ? tag() : date());
        }
        return new Lines(lines);
    }

    private void maybe(List<String> lines, int permille, String name, String value) {
        if (permille(permille)) {
            lines.add(name);
            lines.add(value);
        }
    }

    private String tag() {
        return tags.isEmpty() ? "\"none\"" : one(List.copyOf(tags));
    }

    private String date() {
        return dates.isEmpty() ? "yesterday" : one(List.copyOf(dates));
    }

    /** What the app answers. */
    Said answer(Call call, int number, @Nullable Kept present, long now) {
        boolean conditional = call.fields.has("If-None-Match") || call.fields.has("If-Modified-Since");
        boolean holds = conditional && call.ask.reads() && permille(450);
        Kept same = !holds && call.ask.method.equals("HEAD") && permille(500) ? present : null;
        int status = holds ? 304 : same != null || permille(780) ? 200 : one(STATUSES);
        List<String> lines = new ArrayList<>(List.of("X-Said", Integer.toString(number)));
        control(lines, now);
        if (holds) {
            validators(lines, call);
        } else if (same != null) {
            keep(lines, same, "ETag");
            keep(lines, same, "Last-Modified");
        } else {
            newValidators(lines, number, now);
        }
        describe(lines, number, now);
        if (!call.ask.reads()) {
            maybe(lines, 200, "Location", one(PATHS));
            maybe(lines, 200, "Content-Location", one(PATHS) + one(QUERIES));
            maybe(lines, 200, "Cache-Group-Invalidation", "\"t" + (1 + below(3)) + "\"");
        }
        String body = "v" + number + " of " + call.target + " " + ".".repeat(below(40));
        if (call.ask.method.equals("HEAD")) {
            int length = same != null && permille(900) ? same.body.body().length() : body.length();
            maybe(lines, 700, "Content-Length", Integer.toString(length));
        }
        boolean none = status == 304 || status == 204 || call.ask.method.equals("HEAD");
        return new Said(number, status, new Lines(lines), none ? "" : body, !none && permille(30));
    }

    private void control(List<String> lines, long now) {
        if (permille(880)) {
            lines.addAll(List.of("Cache-Control", one(CONTROLS)));
            maybe(lines, 30, "Cache-Control", one(CONTROLS));
        }
        maybe(lines, 60, "CDN-Cache-Control", one(TARGETED));
        if (permille(100)) {
            String date = Dates.text(now + 1000L * (below(60) - 20));
            lines.addAll(List.of("Expires", permille(200) ? "0" : date));
            maybe(lines, 100, "Expires", Dates.text(now + 50_000));
        }
        if (permille(700)) {
            long shift = permille(700) ? 0 : 1000L * (below(20) - 10);
            lines.addAll(List.of("Date", permille(20) ? "now" : Dates.text(now + shift)));
        }
        maybe(lines, 80, "Age", one(List.of("0", "3", "100", "x", "5, 7", "-1")));
    }

    private void validators(List<String> lines, Call call) {
        String asked = call.fields.first("If-None-Match");
        if (permille(60)) {
            lines.addAll(List.of("ETag", tag()));
        } else if (asked != null && permille(750)) {
            lines.addAll(List.of("ETag", asked));
        }
        String modified = call.fields.first("If-Modified-Since");
        if (modified != null && permille(300)) {
            lines.addAll(List.of("Last-Modified", modified));
        }
    }

    private static void keep(List<String> lines, Kept present, String name) {
        String value = present.fields.first(name);
        if (value != null) {
            lines.addAll(List.of(name, value));
        }
    }

    private void newValidators(List<String> lines, int number, long now) {
        if (permille(600)) {
            String tag = (permille(150) ? "W/" : "") + "\"e" + number + "\"";
            lines.addAll(List.of("ETag", tag));
            remember(tags, tag);
        }
        if (permille(400)) {
            String date = Dates.text(now - 1000L * below(400));
            lines.addAll(List.of("Last-Modified", date));
            remember(dates, date);
        }
    }

    private static void remember(Deque<String> all, String one) {
        all.addLast(one);
        if (all.size() > 12) {
            all.removeFirst();
        }
    }

    private void describe(List<String> lines, int number, long now) {
        if (permille(250)) {
            lines.addAll(List.of("Vary", one(VARIES)));
            maybe(lines, 100, "Vary", one(VARIES));
        }
        maybe(lines, 50, "Set-Cookie", permille(500) ? "session=s" + number : "lang=de");
        maybe(lines, 300, "X-Color", "c" + number);
        maybe(lines, 120, "Cache-Tag", one(TAGS));
        maybe(lines, 60, "Surrogate-Key", one(List.of("t1 t3", "t2")));
        maybe(lines, 60, "Cache-Groups", one(List.of("\"t1\"", "\"t2\", \"t3\"")));
    }
}
