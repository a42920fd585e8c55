package dev.slipway.cache;

import dev.slipway.http.Fields;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which requests speak for one user, and what a route lets through of their cookies. */
public final class Personal {
    /** Fields that carry who somebody is. */
    private static final List<String> FIELDS = List.of(
            "Authorization",
            "Proxy-Authorization",
            "X-API-Key",
            "API-Key",
            "X-Auth-Token",
            "X-Access-Token",
            "X-User-Token",
            "X-Session-Token",
            "Private-Token",
            "X-CSRFToken",
            // What a proxy that logs people in says of them.
            "X-Forwarded-User",
            "X-Forwarded-Email",
            "X-Forwarded-Access-Token",
            "X-Remote-User",
            "Remote-User",
            "X-Amzn-Oidc-Data",
            "X-Goog-IAP-JWT-Assertion",
            "CF-Access-JWT-Assertion");

    /** The lengths of these names, as a set of bits. */
    private static final long LENGTHS =
            FIELDS.stream().mapToLong(name -> 1L << name.length()).reduce(0, (one, other) -> one | other);

    /** Cookies of analytics, advertising and consent, read by scripts in the browser and by no app. */
    private static final Set<String> HARMLESS = Set.of(
            "_ga",
            "_ga_*",
            "_gid",
            "_gat*",
            "_gcl_*",
            "_gac_*",
            "__utm*",
            "_fbp",
            "_fbc",
            "_hj*",
            "_pk_*",
            "_clck",
            "_clsk",
            "_uet*",
            "_scid*",
            "_tt_*",
            "_ttp",
            "_pin_unauth",
            "_rdt_uuid",
            "_ym_*",
            "ajs_*",
            "amplitude_*",
            "mp_*",
            "_mkto_trk",
            "__hs*",
            "hubspotutk",
            "OptanonConsent",
            "OptanonAlertBoxClosed",
            "CookieConsent",
            "cookieconsent_status",
            "_cfuvid",
            "__cf_bm",
            "__gads",
            "__gpi");

    private Personal() {}

    /** The request's fields with only the cookies that the route names; all of them where it names none. */
    public static Fields withRoutesCookies(Fields request, CachePolicy policy) {
        if (policy.cookies().isEmpty() || !request.contains("Cookie")) {
            return request;
        }
        StringBuilder kept = new StringBuilder();
        Cookies.each(request, (name, pair) -> {
            if (policy.cookies().contains(name)) {
                kept.append(kept.isEmpty() ? "" : "; ").append(pair);
            }
        });
        Fields.Builder fields = request.toBuilder().remove("Cookie");
        return kept.isEmpty()
                ? fields.build()
                : fields.add("Cookie", kept.toString()).build();
    }

    /** The response's fields without Set-Cookie of cookies that the route does not name. */
    public static Fields withoutForeignSetCookies(Fields response, CachePolicy policy) {
        if (policy.cookies().isEmpty() || !response.contains("Set-Cookie")) {
            return response;
        }
        Fields.Builder fields = response.toBuilder().remove("Set-Cookie");
        for (String line : response.all("Set-Cookie")) {
            int end = line.indexOf('=');
            if (end > 0 && policy.cookies().contains(line.substring(0, end).strip())) {
                fields.add("Set-Cookie", line);
            }
        }
        return fields.build();
    }

    /**
     * What makes the request personal: the name of a field, or {@code cookie NAME}; empty when it is not. By the letter
     * only Authorization does.
     *
     * @param fields after {@link #withRoutesCookies}
     */
    public static String because(Fields fields, CachePolicy policy) {
        if (policy.isByTheLetter()) {
            return fields.contains("Authorization") ? "Authorization" : "";
        }
        String field = known(fields);
        if (!field.isEmpty()) {
            return field;
        }
        for (String name : policy.personalHeaders()) {
            if (fields.contains(name)) {
                return name;
            }
        }
        return fields.contains("Cookie") ? cookie(fields, policy) : "";
    }

    /** The first of {@link #FIELDS} that is there; the length alone rules out most, for this is asked of every request. */
    private static String known(Fields fields) {
        for (int line = 0; line < fields.size(); line++) {
            String name = fields.name(line);
            if (name.length() >= Long.SIZE || (LENGTHS >> name.length() & 1) == 0) {
                continue;
            }
            for (String known : FIELDS) {
                if (known.equalsIgnoreCase(name)) {
                    return known;
                }
            }
        }
        return "";
    }

    private static String cookie(Fields fields, CachePolicy policy) {
        StringBuilder first = new StringBuilder();
        Cookies.each(fields, (name, pair) -> {
            boolean harmless = policy.cookies().contains(name)
                    || isAmong(HARMLESS, name)
                    || isAmong(policy.harmlessCookies(), name);
            if (!harmless && first.isEmpty()) {
                first.append("cookie ").append(name);
            }
        });
        return first.toString();
    }

    private static boolean isAmong(Collection<String> patterns, String name) {
        for (String pattern : patterns) {
            if (Patterns.matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }
}
