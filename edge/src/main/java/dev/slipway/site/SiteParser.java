package dev.slipway.site;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * The reader of {@code slipway.toml}, and of {@code [tool.slipway]} in {@code pyproject.toml}. Pure: text in, a site or
 * every complaint at once out; no file is opened, so paths stay as they are given.
 */
public final class SiteParser {
    private static final String PYPROJECT = "pyproject.toml";

    private final Table top;
    private final Complaints complaints;
    private final boolean whole;

    private SiteParser(Table top, Complaints complaints, boolean whole) {
        this.top = top;
        this.complaints = complaints;
        this.whole = whole;
    }

    /**
     * Reads a whole configuration; from {@code [tool.slipway]} when the file is called {@code pyproject.toml}.
     *
     * @param fileName as complaints shall name it
     */
    public static ParsedSite parse(String text, String fileName) {
        return fileName.endsWith(PYPROJECT) ? parsePyproject(text, fileName) : site(text, fileName, false);
    }

    /** Reads a whole configuration from {@code [tool.slipway]}. */
    public static ParsedSite parsePyproject(String text, String fileName) {
        return site(text, fileName, true);
    }

    private static ParsedSite site(String text, String fileName, boolean pyproject) {
        TomlParseResult toml = Toml.parse(text);
        Complaints complaints = syntax(toml, fileName);
        Table top = top(toml, pyproject, complaints);
        Site site = top == null ? null : new SiteParser(top, complaints, true).site(text);
        return site == null || !complaints.isEmpty()
                ? new ParsedSite.Invalid(complaints.inOrder())
                : new ParsedSite.Valid(site);
    }

    /**
     * Reads what travels with a release: routes and {@code [deploy]}. What else is there is validated too, and left.
     *
     * @param fileName as complaints shall name it
     */
    public static ParsedRules parseRules(String text, String fileName) {
        TomlParseResult toml = Toml.parse(text);
        Complaints complaints = syntax(toml, fileName);
        Table top = top(toml, fileName.endsWith(PYPROJECT), complaints);
        Site site = top == null ? null : new SiteParser(top, complaints, false).site(text);
        return site == null || !complaints.isEmpty()
                ? new ParsedRules.Invalid(complaints.inOrder())
                : new ParsedRules.Valid(site.rules());
    }

    private static Complaints syntax(TomlParseResult toml, String fileName) {
        int first = toml.errors().stream()
                .mapToInt(error -> error.position().line())
                .min()
                .orElse(Integer.MAX_VALUE);
        Complaints complaints = new Complaints(fileName, first);
        toml.errors().forEach(error -> complaints.syntax(error.position(), String.valueOf(error.getMessage())));
        return complaints;
    }

    private static @Nullable Table top(TomlParseResult toml, boolean pyproject, Complaints complaints) {
        if (!pyproject) {
            return new Table(toml, "", null, complaints);
        }
        List<String> path = List.of("tool", "slipway");
        Object section = toml.get("tool") instanceof TomlTable ? toml.get(path) : null;
        if (section instanceof TomlTable table) {
            return new Table(table, "tool.slipway", toml.inputPositionOf(path), complaints);
        }
        complaints.absent(
                null,
                "tool.slipway",
                "missing",
                "a table [tool.slipway]",
                "Add it, or put the configuration into slipway.toml.");
        return null;
    }

    private Site site(String source) {
        top.allowOnly(Keys.TOP);
        String name = name();
        boolean deploys = top.has("deploy");
        DeployConfig deploy = DeploySection.read(top.table("deploy", "[deploy]"));
        String prefix = deploy != null ? deploy.prefix() : deploys ? DeploySection.DEFAULT_PREFIX : "";
        List<Route> routes = routes(prefix);
        Map<String, EnvironmentConfig> environments = environments();
        Retention retention = DeploySection.retention(top.table("retain", "[retain]"));
        NodeConfig node = NodeSection.read(top.table("node", "[node]"));
        CheckConfig checks = CheckSection.read(top.table("check", "[check]"));
        boolean defaultRoutes = !top.has("route");
        List<Route> effective = defaultRoutes ? defaultRoutes(deploy) : routes;
        new CrossChecks(top, complaints).check(effective, environments);
        return new Site(name, new ReleaseRules(effective, deploy), environments, retention, node, checks, source);
    }

    private String name() {
        String form = "a name of lower-case letters, digits and hyphens";
        if (!top.has("site") && whole) {
            top.missing("site", form, "Add site = \"shop\" at the top.");
        }
        String name = top.read("site", form, Values::name);
        return name == null ? "" : name;
    }

    private List<Route> routes(String prefix) {
        Object value = top.get("route");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            top.refuse("route", Values.describe(value), "an array of tables, each written [[route]]");
            return List.of();
        }
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof TomlTable table)) {
                top.refuseMember(
                        "route",
                        i,
                        Values.describe(array.get(i)),
                        "a table, written [[route]]",
                        Complaint.CORRECT_AND_RETRY);
                continue;
            }
            String path = top.pathOf("route") + "." + label(table, i);
            Route route = RouteSection.read(new Table(table, path, array.inputPositionOf(i), complaints), prefix);
            if (route != null) {
                routes.add(route);
            }
        }
        return routes;
    }

    /** What complaints call a route: its name, or its place counted from 1. */
    static String label(TomlTable route, int index) {
        return route.get(List.of("name")) instanceof String name && Values.routeName(name) != null
                ? name
                : String.valueOf(index + 1);
    }

    private Map<String, EnvironmentConfig> environments() {
        Map<String, EnvironmentConfig> environments = new LinkedHashMap<>();
        String written = "[environment.production]";
        Table section = top.table("environment", written);
        if (section == null || section.keys().isEmpty()) {
            if (whole && !(section == null && top.has("environment"))) {
                top.missing(
                        "environment",
                        "one environment at least, written " + written,
                        "Add " + written + " with hosts = [\"shop.localhost\"] and app = [\"http://127.0.0.1:8001\"].");
            }
            return environments;
        }
        for (String name : section.keys()) {
            if (Values.name(name) == null) {
                section.refuse(name, "no name of an environment", "lower-case letters, digits and hyphens");
                continue;
            }
            Table table = section.table(name, "[environment." + name + "]");
            if (table != null) {
                environments.put(name, EnvironmentSection.read(table, name));
            }
        }
        return environments;
    }

    /** What applies where no route is written: the app, and before it the release's files where there is a release. */
    private static List<Route> defaultRoutes(@Nullable DeployConfig deploy) {
        List<Route> routes = new ArrayList<>();
        if (deploy != null && deploy.prefix().isEmpty()) {
            routes.add(defaultRoute("site", "/*", new Serve.Release(null, EnvironmentConfig.DEFAULT_POOL, List.of())));
            return routes;
        }
        if (deploy != null) {
            routes.add(defaultRoute("assets", deploy.prefix() + "/*", new Serve.Release(null, null, List.of())));
        }
        routes.add(defaultRoute("site", "/*", new Serve.App(EnvironmentConfig.DEFAULT_POOL)));
        return routes;
    }

    private static Route defaultRoute(String name, String match, Serve serve) {
        return new Route(name, new PathPattern(match), serve, CachePolicy.DEFAULT, Fields.EMPTY, Map.of());
    }
}
