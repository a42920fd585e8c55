package dev.slipway.bench;

import dev.slipway.http.KnownParts;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestDecoder;
import dev.slipway.http.RequestFraming;
import dev.slipway.site.ParsedRules;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.site.SiteParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first two steps of every request: its head decoded, its route found. One operation is one request; {@code -prof
 * gc} shows what it allocates.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestPath {
    private static final int MOST_FIELDS = 100;

    /** A head, as a load generator sends it and as a browser does. */
    @State(Scope.Thread)
    public static class Head {
        private static final String WRK = """
                GET /f/1k.bin HTTP/1.1
                Host: 127.0.0.1:8080

                """;
        private static final String BROWSER = """
                GET /static/app.3f2a1b9c.js?v=1 HTTP/1.1
                Host: shop.localhost:8080
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
                Accept: */*
                Accept-Language: en-GB,en;q=0.7,de;q=0.3
                Accept-Encoding: gzip, deflate, br, zstd
                Referer: http://shop.localhost:8080/products/teapot
                Connection: keep-alive
                Cookie: lang=en; session=8c3e1f0a5b7d49f2a6e4c1d0
                Sec-Fetch-Dest: script
                Sec-Fetch-Mode: no-cors
                Sec-Fetch-Site: same-origin
                If-None-Match: "1f3870be274f6c49b3e31a0c6728957f"

                """;

        /** Whose head it is. */
        @Param({"wrk", "browser"})
        public String client = "";

        private byte[] bytes = {};
        private final KnownParts known = new KnownParts();

        /** Encodes it, outside the measured time. */
        @Setup(Level.Trial)
        public void encode() {
            String text = client.equals("wrk") ? WRK : BROWSER;
            bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The twelve routes of a shop, asked for a path that the first, a middle and the last one takes. */
    @State(Scope.Thread)
    public static class Routes {
        /** The decoded path. */
        @Param({"/static/app.3f2a1b9c.js", "/account/orders", "/about"})
        public String path = "";

        private @Nullable ReleaseRules rules;

        /** Reads the configuration, outside the measured time. */
        @Setup(Level.Trial)
        public void parse() {
            StringBuilder toml = new StringBuilder("site = \"shop\"\n");
            toml.append(route("static", "/static/*", "release"));
            for (String name :
                    new String[] {"media", "upload", "login", "cart", "account", "orders", "api", "search"}) {
                toml.append(route(name, "/" + name + "/*", "app"));
            }
            toml.append(route("health", "/health", "app"))
                    .append(route("robots", "/robots.txt", "app"))
                    .append(route("site", "/*", "app"))
                    .append("[deploy]\nassets = \"dist\"\n");
            rules = switch (SiteParser.parseRules(toml.toString(), "slipway.toml")) {
                case ParsedRules.Valid valid -> valid.rules();
                case ParsedRules.Invalid invalid -> throw new IllegalStateException(invalid.toString());
            };
        }

        private static String route(String name, String match, String serve) {
            return "[[route]]\nname = \"" + name + "\"\nmatch = \"" + match + "\"\nserve = \"" + serve + "\"\n";
        }

        private ReleaseRules rules() {
            if (rules == null) {
                throw new IllegalStateException("JMH calls parse() first");
            }
            return rules;
        }
    }

    /** {@link RequestDecoder#decode}. Returned, so that the compiler cannot leave the work out. */
    @Benchmark
    public RequestFraming decode(Head head) throws Refused {
        return RequestDecoder.decode(head.bytes, head.bytes.length, MOST_FIELDS, head.known);
    }

    /** {@link ReleaseRules#route}. */
    @Benchmark
    public @Nullable Route route(Routes routes) {
        return routes.rules().route(routes.path);
    }
}
