package dev.slipway.site;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key that a configuration may hold, by table. */
final class Keys {
    static final List<String> TOP = List.of("site", "route", "deploy", "check", "retain", "environment", "node");
    static final List<String> ROUTE = List.of(
            "name",
            "match",
            "serve",
            "folder",
            "cache",
            "cookies",
            "ignore_query",
            "harmless_cookies",
            "personal_headers",
            "heuristic_freshness",
            "client_revalidates",
            "headers",
            "fallback",
            "missing",
            "fingerprinted",
            "to",
            "status",
            "errors");
    static final List<String> DEPLOY =
            List.of("assets", "prefix", "manifest", "command", "rollback", "healthy", "changes", "deadline");
    static final List<String> RETAIN = List.of("releases", "days");
    static final List<String> ENVIRONMENT = List.of(
            "hosts",
            "app",
            "apps",
            "protected",
            "certificate",
            "key",
            "redirect_to_https",
            "hsts_days",
            "variables",
            "secrets");
    static final List<String> CHECK = List.of("paths", "crawl", "fail_on", "purge", "sessions", "timing", "accept");
    static final List<String> SESSIONS =
            List.of("login", "token", "command", "fields", "member", "users", "paths", "crawl");
    static final List<String> TIMING =
            List.of("path", "rate", "block", "blocks", "warm_up", "connections", "percentile", "margin");
    static final List<String> ACCEPT = List.of("rule", "path", "reason", "until");
    static final List<String> NODE = List.of(
            "listen",
            "control",
            "state",
            "memory",
            "disk",
            "trusted_proxies",
            "proxy_protocol",
            "limits",
            "log",
            "acme",
            "trusted_rehearsals");
    static final List<String> LIMITS = List.of(
            "request_head",
            "fields",
            "request_body",
            "connections",
            "head_time",
            "idle_time",
            "body_time",
            "app_connect_time",
            "app_answer_time",
            "app_body_time",
            "tunnel_idle_time",
            "drain_time");
    static final List<String> ACME = List.of("directory", "email", "agree", "roots", "challenge");
    static final List<String> LOG = List.of("enabled", "file", "files", "query", "client");

    /** The tables as the file writes them, each with its keys. */
    static final Map<String, List<String>> BY_TABLE = byTable();

    private Keys() {}

    private static Map<String, List<String>> byTable() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        tables.put("", TOP);
        tables.put("[[route]]", ROUTE);
        tables.put("[deploy]", DEPLOY);
        tables.put("[check]", CHECK);
        tables.put("[check.sessions]", SESSIONS);
        tables.put("[check.timing]", TIMING);
        tables.put("[[check.accept]]", ACCEPT);
        tables.put("[retain]", RETAIN);
        tables.put("[environment.NAME]", ENVIRONMENT);
        tables.put("[node]", NODE);
        tables.put("[node.limits]", LIMITS);
        tables.put("[node.log]", LOG);
        tables.put("[node.acme]", ACME);
        return Collections.unmodifiableMap(tables);
    }

    /** The table that knows a key of that name, or null. */
    static @Nullable String tableOf(String key) {
        for (Map.Entry<String, List<String>> table : BY_TABLE.entrySet()) {
            if (table.getValue().contains(key)) {
                return table.getKey().isEmpty() ? "the top of the file" : table.getKey();
            }
        }
        return null;
    }

    /** The known key that the unknown one is likely a slip of, or null: at most a third of its letters differ. */
    static @Nullable String nearest(String unknown, List<String> known) {
        String best = null;
        int bestDistance = Math.max(1, unknown.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(unknown.toLowerCase(Locale.ROOT).replace('-', '_'), candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
