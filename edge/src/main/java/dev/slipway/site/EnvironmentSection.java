package dev.slipway.site;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** Reads {@code [environment.NAME]}. */
final class EnvironmentSection {
    private static final String HOSTS_FORM = "a host name without scheme, port or wildcard";
    private static final String APP_FORM = "an address such as \"http://127.0.0.1:8001\" or \"unix:/run/shop.sock\"";
    private static final String VARIABLE_FORM =
            "the name of a variable: letters, digits and underscores, not beginning with SLIPWAY_";
    private static final String REHEARSAL =
            "Set it for the whole site: were it set for one environment, staging would no longer be a rehearsal.";

    private final Table table;
    private final String name;

    private EnvironmentSection(Table table, String name) {
        this.table = table;
        this.name = name;
    }

    /** The environment; what was refused is left out of it. */
    static EnvironmentConfig read(Table table, String name) {
        return new EnvironmentSection(table, name).environment();
    }

    private EnvironmentConfig environment() {
        for (String key : table.keys()) {
            if (!Keys.ENVIRONMENT.contains(key)) {
                refuseKey(key);
            }
        }
        if (!table.has("hosts")) {
            table.missing("hosts", "the host names that " + name + " answers to");
        }
        List<String> hosts = table.members("hosts", HOSTS_FORM, Values::host);
        if (table.get("hosts") instanceof TomlArray array && array.isEmpty()) {
            table.refuse("hosts", "an empty list", "one host name at least");
        }
        return new EnvironmentConfig(
                name, hosts, pools(), table.flag("protected", false), tls(), variables(), secrets());
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        Table section = table.table("variables", "variables = { DATABASE = \"shop_staging\" }");
        if (section == null) {
            return variables;
        }
        for (String variable : section.keys()) {
            if (variable(variable) == null) {
                section.refuse(variable, "no name of a variable", VARIABLE_FORM);
                continue;
            }
            String value = section.read(variable, "a text without NUL", text -> text.indexOf('\0') >= 0 ? null : text);
            if (value != null) {
                variables.put(variable, value);
            }
        }
        return variables;
    }

    private List<String> secrets() {
        return table.members("secrets", VARIABLE_FORM, EnvironmentSection::variable);
    }

    private static @Nullable String variable(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_]{0,99}") && !text.startsWith("SLIPWAY_") ? text : null;
    }

    private TlsConfig tls() {
        String certificate =
                table.read("certificate", "a PEM file with the certificate and its chain", Values::filePath);
        String key = table.read("key", "a PEM file with the private key", Values::filePath);
        if (certificate != null && !table.has("key")) {
            table.missing("key", "the PEM file with the private key of certificate");
        }
        if (key != null && !table.has("certificate")) {
            table.missing("certificate", "the PEM file with the certificate that key belongs to");
        }
        boolean both = certificate != null && key != null;
        return new TlsConfig(
                both ? Path.of(certificate) : null,
                both ? Path.of(key) : null,
                table.flag("redirect_to_https", false),
                table.number("hsts_days", 0, 0, 3650));
    }

    private void refuseKey(String key) {
        if (Keys.tableOf(key) != null || key.equals("personal_headers") || key.equals("harmless_cookies")) {
            table.refuse(key, "not an environment's own", "one of " + String.join(", ", Keys.ENVIRONMENT), REHEARSAL);
        } else {
            table.unknown(key, Keys.ENVIRONMENT);
        }
    }

    private Map<String, List<AppAddress>> pools() {
        Map<String, List<AppAddress>> pools = new HashMap<>();
        addPool(pools, table, "app", EnvironmentConfig.DEFAULT_POOL);
        Table further = table.table("apps", "apps = { search = [\"http://127.0.0.1:8003\"] }");
        if (further == null) {
            return pools;
        }
        for (String pool : further.keys()) {
            if (Values.name(pool) == null) {
                further.refuse(pool, "no name of a pool", "lower-case letters, digits and hyphens");
            } else if (pool.equals(EnvironmentConfig.DEFAULT_POOL)) {
                further.refuse(pool, "the default pool", "the key app beside apps, or another name");
            } else {
                addPool(pools, further, pool, pool);
            }
        }
        return pools;
    }

    private static void addPool(Map<String, List<AppAddress>> pools, Table table, String key, String pool) {
        if (!table.has(key)) {
            return;
        }
        List<AppAddress> addresses = table.members(key, APP_FORM, Addresses::app, Addresses::appAdvice);
        if (table.get(key) instanceof TomlArray array && array.isEmpty()) {
            table.refuse(key, "an empty list", "one address at least");
        }
        pools.put(pool, addresses);
    }

    /** The pool's key within the environment's table. */
    static String poolKey(String pool) {
        return pool.equals(EnvironmentConfig.DEFAULT_POOL) ? "app" : "apps." + pool;
    }

    /** What to do about an environment without that pool. */
    static String poolAdvice(String pool) {
        String address = "[\"http://127.0.0.1:8001\"]";
        return pool.equals(EnvironmentConfig.DEFAULT_POOL)
                ? "Add app = " + address + "."
                : "Add apps = { " + pool + " = " + address + " }.";
    }
}
