package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CacheMode;
import dev.slipway.http.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiteParserTest {
    private static final String ENVIRONMENT = """

            [environment.production]
            hosts = ["Shop.localhost"]
            app = ["http://127.0.0.1:8001"]
            """;

    static String resource(String name) throws IOException {
        try (InputStream in = SiteParserTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Site valid(String text) {
        return valid(SiteParser.parse(text, "slipway.toml"));
    }

    private static Site valid(ParsedSite parsed) {
        assertThat(parsed).isInstanceOf(ParsedSite.Valid.class);
        return ((ParsedSite.Valid) parsed).site();
    }

    @Test
    void readsTheSampleOfTheDocumentation() throws IOException {
        String sample = resource("sample.toml");
        Site site = valid(sample);

        assertThat(site.name()).isEqualTo("shop");
        assertThat(site.source()).isEqualTo(sample);
        assertThat(site.rules().routes().stream().map(Route::name))
                .containsExactly("assets", "media", "account", "products", "site");
        Route products = site.rules().routes().get(3);
        assertThat(products.policy().cookies()).containsExactly("lang");
        assertThat(products.policy().ignoreQuery()).containsExactly("utm_*", "fbclid", "gclid");
        assertThat(products.headers()).isEqualTo(Fields.of("X-Frame-Options", "DENY"));
        assertThat(site.rules().routes().get(1).serve()).isEqualTo(new Serve.Folder(Path.of("media")));
        assertThat(site.rules().routes().get(2).policy().mode()).isEqualTo(CacheMode.NEVER);
        assertThat(site.rules().deploy())
                .isEqualTo(new DeployConfig(
                        "dist",
                        "/static",
                        "dist/.vite/manifest.json",
                        List.of("./deploy.sh", "up"),
                        List.of("./deploy.sh", "down"),
                        "/health",
                        List.of(),
                        DeployConfig.DEFAULT_DEADLINE));
        assertThat(site.environments().keySet()).containsExactly("staging", "production");
        EnvironmentConfig production = site.environments().get("production");
        assertThat(production)
                .isEqualTo(new EnvironmentConfig(
                        "production",
                        List.of("shop.localhost"),
                        Map.of(
                                "app",
                                List.of(
                                        new AppAddress.Unix(Path.of("/run/shop.sock")),
                                        new AppAddress.Tcp("127.0.0.1", 8002))),
                        true));
        assertThat(site.retain()).isEqualTo(Retention.DEFAULT);
        assertThat(site.node()).isEqualTo(NodeSection.DEFAULT);
    }

    @Test
    void readsEveryRouteKey() {
        Site site = valid("""
                site = "shop"

                [[route]]
                name = "spa"
                match = "/app/*"
                serve = "release"
                fallback = "index.html"
                missing = "app:old"
                fingerprinted = ["/app/hashed/*", "/app/x"]
                cache = "rfc9111"
                errors = { "404" = "/app/404.html", "503" = "/app/busy.html" }

                [[route]]
                name = "moved"
                match = "/old/*"
                serve = "redirect"
                to = "https://other.test/new/*"
                status = 302

                [deploy]
                assets = "dist"
                prefix = "/app"

                [environment.production]
                hosts = ["shop.test", "[::1]"]
                apps = { old = ["http://[::1]:9", "http://app"] }
                """);
        Route spa = site.rules().routes().getFirst();
        assertThat(spa.serve())
                .isEqualTo(new Serve.Release(
                        "/app/index.html",
                        "old",
                        List.of(new PathPattern("/app/hashed/*"), new PathPattern("/app/x"))));
        assertThat(spa.policy().mode()).isEqualTo(CacheMode.RFC9111);
        assertThat(spa.errorPages()).isEqualTo(Map.of(404, "/app/404.html", 503, "/app/busy.html"));
        assertThat(site.rules().routes().get(1).serve()).isEqualTo(new Serve.Redirect("https://other.test/new/*", 302));
        assertThat(site.environments().get("production"))
                .extracting(EnvironmentConfig::apps)
                .isEqualTo(Map.of("old", List.of(new AppAddress.Tcp("::1", 9), new AppAddress.Tcp("app", 80))));
    }

    @Test
    void readsEveryNodeKey() {
        NodeConfig node = valid("site = \"shop\"" + ENVIRONMENT + """
                [node]
                listen = ["http://127.0.0.1:0", "[::1]:0", "localhost:80"]
                control = "127.0.0.1:0"
                state = "/var/lib/slipway"
                memory = "1GiB"
                disk = "0 B"
                trusted_proxies = ["10.0.0.0/8", "::1"]

                [node.limits]
                request_head = "8 KiB"
                fields = 50
                request_body = "10 MB"
                connections = 10
                head_time = "500ms"
                idle_time = "2m"
                body_time = "1s"
                app_connect_time = "2s"
                app_answer_time = "1h"
                app_body_time = "3s"
                tunnel_idle_time = "7m"
                drain_time = "0s"

                [node.log]
                enabled = false
                file = "1 MiB"
                files = 3
                query = false
                client = false
                """).node();
        assertThat(node.listen().stream().map(listen -> listen.address().getPort()))
                .containsExactly(0, 0, 80);
        assertThat(node.trustedProxies()).hasSize(2);
        assertThat(node.memoryBytes()).isEqualTo(1L << 30);
        assertThat(node.diskBytes()).isZero();
        assertThat(node.limits())
                .isEqualTo(new Limits(
                        8192,
                        50,
                        10_000_000,
                        10,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(7),
                        Duration.ZERO));
        assertThat(node.log()).isEqualTo(new LogConfig(false, 1 << 20, 3, false, false));
    }

    @Test
    void hasRoutesWhereNoneIsWritten() {
        assertThat(valid("site = \"shop\"" + ENVIRONMENT).rules().routes())
                .singleElement()
                .satisfies(route -> assertThat(route.serve()).isEqualTo(new Serve.App("app")));
        assertThat(valid("site = \"shop\"\n[deploy]\nassets = \"dist\"" + ENVIRONMENT).rules().routes().stream()
                        .map(route -> route.match().text()))
                .containsExactly("/static/*", "/*");
        assertThat(valid("site = \"shop\"\n[deploy]\nassets = \"dist\"\nprefix = \"/\"" + ENVIRONMENT)
                        .rules()
                        .routes())
                .singleElement()
                .satisfies(route -> assertThat(route.serve()).isEqualTo(new Serve.Release(null, "app", List.of())));
    }

    @Test
    void readsPyproject() {
        String text = """
                [project]
                name = "anything"
                [tool.slipway]
                site = "shop"
                [tool.slipway.environment.production]
                hosts = ["shop.localhost"]
                app = ["http://127.0.0.1:8001"]
                """;
        assertThat(valid(SiteParser.parse(text, "sub/pyproject.toml")).name()).isEqualTo("shop");
        assertThat(valid(SiteParser.parsePyproject(text, "x.toml")).name()).isEqualTo("shop");
        assertThat(BadInputTest.complaints(SiteParser.parsePyproject(text + "prot = true\n", "pyproject.toml")))
                .containsExactly(
                        "pyproject.toml:8:1: tool.slipway.environment.production.prot: unknown key; "
                                + "expected one of hosts, app, apps, protected, certificate, key, redirect_to_https, hsts_days, variables, secrets");
        assertThat(BadInputTest.complaints(SiteParser.parse("[project]\n", "pyproject.toml")))
                .containsExactly("pyproject.toml:1:1: tool.slipway: missing; expected a table [tool.slipway]. "
                        + "Add it, or put the configuration into slipway.toml.");
    }

    @Test
    void readsWhatTravelsWithoutTheRest() throws IOException {
        ParsedRules rules = SiteParser.parseRules(resource("sample.toml"), "slipway.toml");
        assertThat(rules).isInstanceOfSatisfying(ParsedRules.Valid.class, valid -> {
            assertThat(valid.rules().routes()).hasSize(5);
        });
        assertThat(SiteParser.parseRules("", "slipway.toml")).isInstanceOf(ParsedRules.Valid.class);
        assertThat(SiteParser.parseRules("[node]\nlisten = 3", "slipway.toml")).isInstanceOf(ParsedRules.Invalid.class);
    }
}
