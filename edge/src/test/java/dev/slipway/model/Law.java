package dev.slipway.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9111 for a shared cache in the plainest words, with what {@code docs/caching.md} says beyond it. Answers of text say
 * why not; the empty one says yes.
 */
final class Law {
    /** RFC 9110 §15.1. */
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Whose rules a cache can be said to know (§5.2.2.3). */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 414, 500, 501, 502, 503, 504);

    /** §3.1, and what is true of one request alone. */
    private static final Set<String> NOT_STORED = Set.of("content-length", "content-range", "x-request-id");

    private static final long DAY = 86_400;

    private Law() {}

    /** Why the answer to that call must not be stored (§3). */
    static String whyNotStored(Call call, Said said) {
        Ask ask = call.ask;
        if (ask.passes() || !ask.method.equals("GET")) {
            return "no GET that the cache takes part in";
        }
        if (ask.directives().has("no-store")) {
            return "request no-store";
        }
        if (said.status() < 200 || said.status() == 304 || said.status() == 206) {
            return "status " + said.status();
        }
        if (ask.fields.has("Range") && said.status() != 200) {
            return "the range may be to blame";
        }
        Directives.Obeyed obeyed = Directives.of(said.fields());
        Directives control = obeyed.directives();
        boolean must = control.has("must-understand");
        if (must && !UNDERSTOOD.contains(said.status()) || !must && control.has("no-store")) {
            return "no-store";
        }
        if (control.bare("private")) {
            return "private";
        }
        Lines fields = storedFields(ask.policy, said.fields());
        if (!ask.policy.letter() && fields.has("Set-Cookie")) {
            return "Set-Cookie";
        }
        if (selection(ask, fields) == null) {
            return "Vary: *";
        }
        if (ask.personal() && !isForPersonal(ask.policy, obeyed)) {
            return "an answer to a personal request";
        }
        return whyNotCacheable(ask.policy, said.status(), fields, obeyed);
    }

    private static String whyNotCacheable(Policy policy, int status, Lines fields, Directives.Obeyed obeyed) {
        Directives control = obeyed.directives();
        boolean lifetime =
                control.has("max-age") || control.has("s-maxage") || !obeyed.targeted() && fields.has("Expires");
        boolean heuristic =
                (policy.heuristic() || policy.letter()) && (control.has("public") || HEURISTIC.contains(status));
        boolean validatedEachTime = control.bare("no-cache") && HEURISTIC.contains(status);
        return lifetime || heuristic || validatedEachTime ? "" : "nothing allows it";
    }

    /** §3.5, and the same for everything personal: what allows the answer to one user to be kept. */
    static boolean isForPersonal(Policy policy, Directives.Obeyed obeyed) {
        Directives control = obeyed.directives();
        return policy.letter()
                ? control.has("public") || control.has("s-maxage") || control.has("must-revalidate")
                : isForEverybody(obeyed);
    }

    /** Whether the app says so in so many words. */
    static boolean isForEverybody(Directives.Obeyed obeyed) {
        Directives control = obeyed.directives();
        return control.has("public") || control.has("s-maxage") || obeyed.targeted() && control.has("max-age");
    }

    /** Whether fields that a validation brought forbid that anybody else gets them (§3, §3.5). */
    static boolean isForOne(Ask ask, Lines fields) {
        return ask.directives().has("no-store")
                || isForbidden(ask, fields)
                || ask.personal() && !isForPersonal(ask.policy, Directives.of(fields));
    }

    /** Whether they forbid it whoever asked. */
    static boolean isForbidden(Ask ask, Lines fields) {
        Directives control = Directives.of(fields).directives();
        return control.has("no-store") && !control.has("must-understand")
                || control.bare("private")
                || selection(ask, fields) == null;
    }

    /** What is kept of the fields (§3.1, and the fields that no-cache and private name). */
    static Lines storedFields(Policy policy, Lines given) {
        Directives control = Directives.of(given).directives();
        Lines kept = Lines.NONE;
        for (int i = 0; i < given.size(); i++) {
            String name = given.name(i).toLowerCase(Locale.ROOT);
            boolean named = control.names("private").contains(name)
                    || control.names("no-cache").contains(name);
            if (!NOT_STORED.contains(name) && !named && !isForeignCookie(policy, given, i)) {
                kept = kept.with(given.name(i), given.value(i));
            }
        }
        return kept;
    }

    /** What a client gets of fields: cookies that the route does not name are removed both ways. */
    static Lines shown(Policy policy, Lines fields) {
        Lines shown = Lines.NONE;
        for (int i = 0; i < fields.size(); i++) {
            shown = isForeignCookie(policy, fields, i) ? shown : shown.with(fields.name(i), fields.value(i));
        }
        return shown;
    }

    /** Whether the safe defaults keep to themselves what was stored, by the letter, with cookies that it sets. */
    static boolean isWithheld(Kept kept, Policy policy) {
        return !policy.letter() && shown(policy, kept.fields).has("Set-Cookie");
    }

    private static boolean isForeignCookie(Policy policy, Lines fields, int line) {
        return fields.name(line).equalsIgnoreCase("Set-Cookie")
                && !policy.cookies().isEmpty()
                && policy.cookies().stream()
                        .noneMatch(cookie -> fields.value(line).startsWith(cookie + "="));
    }

    /**
     * The fields of a kept response with those of a 304 (§3.2).
     *
     * @param cookies whether Set-Cookie is among them: by the letter, and for the one who asked
     */
    static Lines updated(Policy policy, Lines kept, Lines given, boolean cookies) {
        Directives control = Directives.of(given).directives();
        Lines fields = kept.without("Age").without("Date");
        for (String named : List.of("private", "no-cache")) {
            for (String name : control.names(named)) {
                fields = fields.without(name);
            }
        }
        Lines taken = storedFields(policy, given).without("Content-Encoding");
        taken = cookies ? taken : taken.without("Set-Cookie");
        for (int i = 0; i < taken.size(); i++) {
            fields = fields.without(taken.name(i));
        }
        for (int i = 0; i < taken.size(); i++) {
            fields = fields.with(taken.name(i), taken.value(i));
        }
        return fields;
    }

    /** The names that Vary nominates with that request's values (§4.1); null for those that nothing matches. */
    static @Nullable TreeMap<String, String> selection(Ask ask, Lines fields) {
        TreeMap<String, String> selection = new TreeMap<>();
        for (String name : fields.members("Vary")) {
            if (name.equals("*")) {
                return null;
            }
            selection.put(name, value(ask, name));
        }
        if (fields.has("Content-Encoding")) {
            selection.put("accept-encoding", value(ask, "accept-encoding"));
        }
        for (String cookie : ask.policy.cookies()) {
            selection.put("cookie " + cookie, value(ask, "cookie " + cookie));
        }
        return selection;
    }

    static boolean matches(Kept kept, Ask ask) {
        TreeMap<String, String> selection = kept.selection;
        return selection != null
                && selection.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(value(ask, entry.getKey())));
    }

    private static String value(Ask ask, String name) {
        if (name.startsWith("cookie ")) {
            return ask.cookies().stream()
                    .filter(pair -> pair.startsWith(name.substring(7) + "="))
                    .toList()
                    .toString();
        }
        if (name.equals("cookie")) {
            return ask.cookies().toString();
        }
        if (name.equals("accept-encoding")) {
            TreeSet<String> codings = new TreeSet<>(ask.fields.members(name));
            codings.retainAll(Set.of("gzip", "br"));
            return codings.toString();
        }
        return ask.fields.has(name) ? ask.fields.members(name).toString() : "absent";
    }

    /** Labels to purge by. */
    static Set<String> tags(Lines fields) {
        Set<String> tags = new TreeSet<>(fields.members("Cache-Tag"));
        for (String group : fields.members("Cache-Groups")) {
            tags.add(group.replace("\"", ""));
            tags.add("group:" + group.replace("\"", ""));
        }
        for (String line : fields.values("Surrogate-Key")) {
            tags.addAll(List.of(line.split(" ", -1)));
        }
        return tags;
    }

    /** When it was made, as it says (§4.2.3). Without Date it gets one, which has no fractions (RFC 9110 §6.6.1). */
    static long dateOf(Lines fields, long received) {
        if (!fields.has("Date")) {
            return received / 1000 * 1000;
        }
        Long date = Dates.millis(fields.first("Date"));
        return date == null ? received : date;
    }

    /** §4.2.3, in seconds. */
    static long age(Kept kept, long now) {
        long received = kept.call.answeredMillis;
        long apparent = Math.max(0, received - kept.date);
        String first = kept.fields.firstOr("Age", "0").split(",", -1)[0].strip();
        long value = first.matches("[0-9]{1,9}") ? Long.parseLong(first) : 0;
        long corrected = value * 1000 + Math.max(0, received - kept.call.askedMillis);
        return (Math.max(apparent, corrected) + Math.max(0, now - received)) / 1000;
    }

    /** Whether it could be used at all, so that who may keep it does. */
    static boolean isOfUse(Kept kept, Policy policy) {
        Directives control = kept.control();
        return kept.fields.has("ETag")
                || Dates.millis(kept.fields.first("Last-Modified")) != null
                || lifetime(kept, policy) > 0 && !control.bare("no-cache")
                || control.seconds("stale-while-revalidate") > 0
                || control.seconds("stale-if-error") > 0;
    }

    /** §4.2.1 and §4.2.2, in seconds. */
    static long lifetime(Kept kept, Policy policy) {
        Directives control = kept.control();
        for (String name : List.of("s-maxage", "max-age")) {
            if (control.has(name)) {
                return control.seconds(name);
            }
        }
        List<String> expires = kept.obeyed.targeted()
                ? List.of()
                : kept.fields.values("Expires").stream().distinct().toList();
        if (!expires.isEmpty()) {
            Long at = expires.size() > 1 ? null : Dates.millis(expires.getFirst());
            return at == null ? 0 : Math.max(0, (at - kept.date) / 1000);
        }
        Long modified = Dates.millis(kept.fields.first("Last-Modified"));
        boolean allowed = (policy.heuristic() || policy.letter())
                && (control.has("public") || HEURISTIC.contains(kept.body.status()));
        return modified == null || !allowed ? 0 : Math.min(Math.max(0, kept.date - modified) / 1000 / 10, DAY);
    }

    /** Why it has to be asked for before it is sent (§4.2, §5.2.1, RFC 5861 §3, RFC 8246 §2). */
    static String whyAsk(Ask ask, Kept kept, long now) {
        Directives control = kept.control();
        if (control.bare("no-cache")) {
            return "no-cache";
        }
        Directives client = ask.policy.letter() || ask.policy.revalidates() ? ask.directives() : Directives.parse(null);
        long age = age(kept, now);
        long ttl = lifetime(kept, ask.policy) - age;
        if (client.has("no-cache")) {
            return "the client's no-cache";
        }
        boolean unchanging = ttl > 0 && control.has("immutable");
        if (client.has("max-age") && age > client.seconds("max-age") && !unchanging) {
            return "the client's max-age, at age " + age;
        }
        if (client.has("min-fresh") && ttl < client.seconds("min-fresh")) {
            return "the client's min-fresh, with " + ttl + " s left";
        }
        if (ttl > 0) {
            return "";
        }
        if (isBound(control)) {
            return "must-revalidate, stale for " + -ttl + " s";
        }
        boolean any = client.bare("max-stale");
        if ((any || client.seconds("max-stale") >= -ttl) && client.has("max-stale") && !control.has("s-maxage")) {
            return "";
        }
        boolean window = control.seconds("stale-while-revalidate") >= Math.max(1, -ttl);
        boolean refused = client.has("max-age") && !client.has("max-stale");
        return window && !refused ? "" : "stale for " + -ttl + " s";
    }

    /** §5.2.2.2, §5.2.2.8; §5.2.2.10 unless the app gives a window beside it. */
    private static boolean isBound(Directives control) {
        boolean window = control.has("stale-while-revalidate") || control.has("stale-if-error");
        return control.has("must-revalidate") || control.has("proxy-revalidate") || control.has("s-maxage") && !window;
    }

    /** Why it may not stand in for an app in trouble (§4.2.4, RFC 5861 §4). */
    static String whyNotStandIn(Ask ask, Kept kept, boolean answered, long now) {
        Directives control = kept.control();
        if (kept.isInvalid()) {
            return "a request made it invalid";
        }
        if (control.bare("no-cache") || isBound(control)) {
            return "no-cache or must-revalidate";
        }
        long stale = age(kept, now) - lifetime(kept, ask.policy);
        long window = control.seconds("stale-if-error");
        if (control.has("s-maxage")) {
            window = Math.max(window, answered ? -1 : control.seconds("stale-while-revalidate"));
            return stale <= window ? "" : "s-maxage";
        }
        window = Math.max(window, ask.directives().seconds("stale-if-error"));
        if (window < 0 && !answered) {
            window = DAY;
        }
        return window >= 0 && stale <= window ? "" : "stale for " + stale + " s, the app in trouble";
    }

    /** Why that one must not get it, whatever its age: another's key, variant, or personal answer (§4, §4.1, §3.5). */
    static String whyNotFor(Ask ask, Kept kept) {
        if (!ask.reads() || ask.policy.never()) {
            return "method or policy";
        }
        if (!ask.key().equals(kept.key)) {
            return "another key";
        }
        if (kept.only != null) {
            return kept.only == ask ? "" : "for one request only";
        }
        if (!matches(kept, ask)) {
            return "another variant: " + kept.selection;
        }
        if (isWithheld(kept, ask.policy)) {
            return "it sets cookies, and the route has the safe defaults";
        }
        boolean personal = ask.personal() && !ask.policy.letter() && !isForEverybody(kept.obeyed);
        return personal ? "a personal request, and not for everybody" : "";
    }
}
