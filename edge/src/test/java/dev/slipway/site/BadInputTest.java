package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One wrong thing a row: where it is complained about, and in which words. */
class BadInputTest {
    private static final String GOOD = """
            site = "shop"

            [environment.production]
            hosts = ["shop.localhost"]
            app = ["http://127.0.0.1:8001"]
            """;

    static List<String> complaints(ParsedSite parsed) {
        return switch (parsed) {
            case ParsedSite.Valid valid -> List.of();
            case ParsedSite.Invalid invalid ->
                invalid.complaints().stream().map(Complaint::toString).toList();
        };
    }

    /** A line after the good file, in a table of its own; the complaint stands at line 7 or 8 then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[node] | memory = 3 | 7:1: node.memory: 3; expected a size such as \"256 MiB\"",
                "[node] | memory = \"256\" | node.memory: \"256\"; expected a size",
                "[node] | memory = \"1 XiB\" | node.memory: \"1 XiB\"",
                "[node] | memory = \"-1 MiB\" | node.memory: \"-1 MiB\"",
                "[node] | memory = \"1 KiB\" | from \"1 MiB\" to \"1 TiB\"",
                "[node] | memory = \"999999999999999 TiB\" | node.memory",
                "[node] | memoy = \"1 MiB\" | 7:1: node.memoy: unknown key; did you mean \"memory\"?",
                "[node] | listen = \"127.0.0.1:1\" | expected a list: an address and port such as",
                "[node] | listen = [] | node.listen: an empty list",
                "[node] | listen = [\"8080\"] | 7:11: node.listen: \"8080\"; expected an address and port",
                "[node] | listen = [\"127.0.0.1:99999\"] | node.listen: \"127.0.0.1:99999\"",
                "[node] | listen = [\"example.com:80\"] | node.listen: \"example.com:80\"",
                "[node] | listen = [\"::1:80\"] | node.listen: \"::1:80\"",
                "[node] | listen = [\"https://http://127.0.0.1:8443\"] | https://127.0.0.1:8443",
                "[node] | listen = [\"127.0.0.1:1\", \"127.0.0.1:1\"] | node.listen: 127.0.0.1:1 twice",
                "[node] | control = \"0.0.0.0:9090\" | needs TLS, which is not there yet for the control API",
                "[node] | control = \"127.0.0.1:8080\" | node.control: an address that listen has too",
                "[node] | state = \"\" | node.state: \"\"; expected a folder",
                "[node] | trusted_proxies = [\"10.0.0.0/33\"] | node.trusted_proxies: \"10.0.0.0/33\"",
                "[node] | trusted_proxies = [\"proxy.test\"] | node.trusted_proxies: \"proxy.test\"",
                "[node] | limits = 3 | node.limits: 3; expected a table, written [node.limits]",
                "[node.limits] | fields = \"many\" | node.limits.fields: \"many\"; expected a whole number from 1",
                "[node.limits] | fields = 0 | node.limits.fields: 0; expected a whole number from 1 to 10000",
                "[node.limits] | head_time = \"10\" | node.limits.head_time: \"10\"; expected a duration",
                "[node.limits] | head_time = \"0s\" | from 1ms to 24h",
                "[node.limits] | head_time = \"25h\" | node.limits.head_time: \"25h\"",
                "[node.log] | enabled = \"yes\" | node.log.enabled: \"yes\"; expected true or false",
                "[node.log] | files = 0 | node.log.files: 0",
                "[retain] | releases = 0 | 7:1: retain.releases: 0; expected a whole number from 1 to 10000",
                "[retain] | days = 1.5 | retain.days: 1.5",
                "[retain] | release = 5 | did you mean \"releases\"?",
                "[deploy] | prefix = \"/s\" | 6:1: deploy.assets: missing",
                "[deploy] | prefix = \"static\" | deploy.prefix: \"static\"",
                "[deploy] | prefix = \"/static/\" | deploy.prefix: \"/static/\"; expected a path such as \"/static\"",
                "[deploy] | command = \"./d up\" | Write it as a list: [\"./d\", \"up\"].",
                "[deploy] | command = [] | deploy.command: no program",
                "[deploy] | command = [1] | 7:12: deploy.command: 1",
                "[deploy] | healthy = \"health\" | deploy.healthy: \"health\"; expected a path",
                "[deploy] | changes = \"tag:news\" | Write it as a list: [\"tag:news\"].",
                "[deploy] | changes = [\"tags:news\"] | 7:12: deploy.changes: \"tags:news\"; did you mean \"tag:news\"?",
                "[deploy] | changes = [\"everthing\"] | 7:12: deploy.changes: \"everthing\"; did you mean \"everything\"?",
                "[deploy] | changes = [\"news\"] | deploy.changes: \"news\"; expected \"tag:NAME\", \"route:NAME\"",
                "[deploy] | changes = [\"tag:\"] | 7:12: deploy.changes: \"tag:\"; expected",
                "[deploy] | changes = [\"tag:a\\nb\"] | 7:12: deploy.changes: \"tag:a\\nb\"; expected",
                "[deploy] | changes = [\"tag:a\", 1] | 7:21: deploy.changes: 1; expected",
                "[deploy] | changes = [\"prefix:blog\"] | 7:12: deploy.changes: \"prefix:blog\"; expected",
                "[deploy] | changes = [\"url:/a b\"] | 7:12: deploy.changes: \"url:/a b\"; expected",
                "[deploy] | changes = [\"url:http://a/b\"] | Name it without scheme and host",
                "[deploy] | changes = [\"everything:x\"] | deploy.changes: \"everything:x\"; did you mean \"everything\"?",
                "[deploy] | changes = [\"route:sites\"] | 7:12: deploy.changes: \"route:sites\", a route that there is not; did you mean \"route:site\"?",
                "[deploy] | changes = [\"route:blog\"] | a route that there is not; expected one of assets, site",
                "[deploy] | change = [] | did you mean \"changes\"?",
                "[environment.staging] | hosts = [\"shop.localhost\"] | which environment.production has",
                "[environment.staging] | hosts = [] | environment.staging.hosts: an empty list",
                "[environment.staging] | hosts = [\"a b\"] | environment.staging.hosts: \"a b\"",
                "[environment.staging] | hosts = [\"a:80\"] | expected a host name without scheme, port or wildcard",
                "[environment.staging] | hosts = [\"*.a\"] | environment.staging.hosts: \"*.a\"",
                "[environment.staging] | hosts = [\"a\", \"A\"] | environment.staging.hosts: \"a\" twice",
                "[environment.staging] | hosts = [\"a\"] | 6:1: environment.staging.app: missing, though the route",
                "[environment.staging] | app = [\"http://a:1\"] | 6:1: environment.staging.hosts: missing",
                "[environment.staging] | app = [\"127.0.0.1:80\"] | Write it \"http://127.0.0.1:80\".",
                "[environment.staging] | app = [\"/run/x\"] | Write it \"unix:/run/x\".",
                "[environment.staging] | app = [\"https://a:1\"] | TLS towards the app is not there yet",
                "[environment.staging] | app = [\"http://a:0\"] | environment.staging.app: \"http://a:0\"",
                "[environment.staging] | app = [\"http://a:1/x\"] | environment.staging.app: \"http://a:1/x\"",
                "[environment.staging] | app = [\"unix:\"] | environment.staging.app: \"unix:\"",
                "[environment.staging] | apps = { app = [\"http://a\"] } | environment.staging.apps.app: the default pool",
                "[environment.staging] | protected = 1 | environment.staging.protected: 1; expected true or false",
                "[environment.staging] | prefix = \"/x\" | staging would no longer be a rehearsal",
                "[environment.staging] | cache = \"never\" | 7:1: environment.staging.cache: not an environment's own",
                "[environment.staging] | host = [\"a\"] | did you mean \"hosts\"?",
                "[environment.Bad_Name] | hosts = [\"a\"] | environment.Bad_Name: no name of an environment"
            })
    void table(String table, String line, String expected) {
        String text = GOOD + table + "\n" + line + "\n";
        assertThat(complaints(SiteParser.parse(text, "slipway.toml")))
                .anySatisfy(complaint ->
                        assertThat(complaint).startsWith("slipway.toml:").contains(expected));
    }

    /** Keys of one route. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "match=\"/\"; serve=\"app\" | 6:1: route.1.name: missing",
                "name=\"A B\"; match=\"/\"; serve=\"app\" | 7:1: route.1.name: \"A B\"",
                "name=\"a\"; serve=\"app\" | 6:1: route.a.match: missing",
                "name=\"a\"; match=\"x\"; serve=\"app\" | 8:1: route.a.match: \"x\"; expected a path that starts with /",
                "name=\"a\"; match=\"/*/x\"; serve=\"app\" | route.a.match: \"/*/x\"",
                "name=\"a\"; match=\"/%61\"; serve=\"app\" | route.a.match: \"/%61\"",
                "name=\"a\"; match=\"/../x\"; serve=\"app\" | route.a.match: \"/../x\"",
                "name=\"a\"; match=\"/\" | 6:1: route.a.serve: missing",
                "name=\"a\"; match=\"/\"; serve=\"magic\" | 9:1: route.a.serve: \"magic\"",
                "name=\"a\"; match=\"/\"; serve=\"app:\" | route.a.serve: \"app:\"",
                "name=\"a\"; match=\"/\"; serve=\"app:search\" | 3:1: environment.production.apps.search: missing",
                "name=\"a\"; match=\"/\"; serve=\"app\"; cache=\"no\" | route.a.cache: \"no\"; expected \"never\"",
                "name=\"a\"; match=\"/\"; serve=\"app\"; cookies=[\"a b\"] | 10:10: route.a.cookies: \"a b\"",
                "name=\"a\"; match=\"/\"; serve=\"app\"; ignore_query=[\"*x\"] | route.a.ignore_query: \"*x\"",
                "name=\"a\"; match=\"/\"; serve=\"app\"; folder=\"x\" | route.a.folder: without effect",
                "name=\"a\"; match=\"/\"; serve=\"app\"; to=\"/x\" | route.a.to: without effect",
                "name=\"a\"; match=\"/\"; serve=\"app\"; headers={ \"A B\" = \"x\" } | no name of a field",
                "name=\"a\"; match=\"/\"; serve=\"app\"; headers={ A = \"x\\r\\ny\" } | route.a.headers.A: \"x\\r\\ny\"",
                "name=\"a\"; match=\"/\"; serve=\"app\"; headers={ Date = \"x\" } | a field that the edge writes itself",
                "name=\"a\"; match=\"/\"; serve=\"app\"; headers={ A = \"x\", a = \"y\" } | the same field twice",
                "name=\"a\"; match=\"/\"; serve=\"app\"; headers={ A = 1 } | route.a.headers.A: 1; expected the field",
                "name=\"a\"; match=\"/\"; serve=\"app\"; errors={ \"200\" = \"/x\" } | route.a.errors.200: no error status",
                "name=\"a\"; match=\"/\"; serve=\"app\"; errors={ \"404\" = \"x\" } | route.a.errors.404: \"x\"",
                "name=\"a\"; match=\"/\"; serve=\"folder\" | route.a.folder: missing",
                "name=\"a\"; match=\"/\"; serve=\"release\"; cache=\"never\" | route.a.cache: without effect",
                "name=\"a\"; match=\"/\"; serve=\"release\"; missing=\"folder\" | route.a.missing: \"folder\"",
                "name=\"a\"; match=\"/\"; serve=\"release\"; fingerprinted=[\"x\"] | route.a.fingerprinted: \"x\"",
                "name=\"a\"; match=\"/\"; serve=\"release\"; fallback=\"\" | route.a.fallback: \"\"",
                "name=\"a\"; match=\"/\"; serve=\"redirect\" | route.a.to: missing",
                "name=\"a\"; match=\"/\"; serve=\"redirect\"; to=\"//evil\" | route.a.to: \"//evil\"",
                "name=\"a\"; match=\"/\"; serve=\"redirect\"; to=\"/x\\n\" | route.a.to: \"/x\\n\"",
                "name=\"a\"; match=\"/\"; serve=\"redirect\"; to=\"/x/*\" | a * with nothing to stand for",
                "name=\"a\"; match=\"/*\"; serve=\"redirect\"; to=\"/*/x/*\" | route.a.to",
                "name=\"a\"; match=\"/*\"; serve=\"redirect\"; to=\"/x\" | a redirect to what this route redirects again",
                "name=\"a\"; match=\"/\"; serve=\"redirect\"; to=\"/x\"; status=200 | route.a.status: 200",
                "name=\"a\"; match=\"/\"; serve=\"app\"; cach=\"never\" | 10:1: route.a.cach: unknown key; did you mean"
            })
    void route(String keys, String expected) {
        String text = GOOD + "[[route]]\n" + keys.replace("; ", "\n") + "\n";
        assertThat(complaints(SiteParser.parse(text, "slipway.toml")))
                .anySatisfy(complaint ->
                        assertThat(complaint).startsWith("slipway.toml:").contains(expected));
    }

    /** Whole files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "route = 3 | slipway.toml:1:1: route: 3; expected an array of tables",
                "[route] | route: a table; expected an array of tables, each written [[route]]",
                "site = 3 | slipway.toml:1:1: site: 3",
                "x = 1 | slipway.toml:1:1: site: missing",
                "x = 1 | slipway.toml:1:1: environment: missing",
                "environment = 3 | slipway.toml:1:1: environment: 3; expected a table",
                "memory = \"1 GiB\" | A key of this name belongs to [node].",
                "a = 1 ; a = 2 | slipway.toml:2:1: a previously defined",
                "a =  | slipway.toml:1:5: Unexpected end of input"
            })
    void file(String text, String expected) {
        String file = text.replace(" ; ", "\n") + " ";
        assertThat(complaints(SiteParser.parse(file, "slipway.toml")))
                .anySatisfy(complaint -> assertThat(complaint).contains(expected));
    }
}
