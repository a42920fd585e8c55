package dev.slipway.check.sessions;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Cache poisoning: what one request says in a field that no key holds must not stand in the answer to the next. One field at
 * a time: an edge that passes by its cache for one of them would hide the others.
 */
final class Poison {
    /** Names of fields that frameworks and proxies build answers from; the value is a host name that nobody has. */
    private static final List<String> FIELDS = List.of(
            "X-Forwarded-Host",
            "X-Forwarded-Server",
            "X-Forwarded-Prefix",
            "X-Forwarded-Path",
            "X-Host",
            "X-Original-Host",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Script-Name",
            "X-HTTP-Host-Override",
            "X-Url-Scheme",
            "Forwarded",
            "Origin",
            "Referer",
            "User-Agent",
            "Accept-Language",
            "X-Wap-Profile",
            "Cookie");

    private static final List<String> PARAMETERS = List.of("utm_source", "utm_content", "fbclid", "gclid");

    private final CheckClient client;
    private final RandomGenerator random;

    Poison(CheckClient client, RandomGenerator random) {
        this.client = client;
        this.random = random;
    }

    /** @param unseen a query parameter that makes the URL one of its own */
    List<Finding> probe(CheckRequest page, String unseen) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < FIELDS.size(); i++) {
            CheckRequest own = page.withQuery(unseen + i);
            CheckRequest poisoned = stays(own, FIELDS.get(i));
            if (poisoned != null) {
                findings.add(SessionRules.CACHE_POISONING.finding(
                        page.url(),
                        FIELDS.get(i) + " of one request stands in the answer to the next",
                        List.of(poisoned.curl("lang=…"), own.curl(""))));
            }
        }
        for (String parameter : PARAMETERS) {
            parameter(page.withQuery(unseen + parameter.charAt(0)), page, parameter, findings);
        }
        return findings;
    }

    /** The request whose mark stands in the answer to the plain one after it, or null. */
    private @Nullable CheckRequest stays(CheckRequest plain, String name) {
        String mark = mark();
        CheckRequest poisoned = plain.with("Accept-Encoding", "identity").with(name, value(name, mark));
        client.send(poisoned);
        return holds(client.send(plain.with("Accept-Encoding", "identity")), mark) ? poisoned : null;
    }

    private static String value(String name, String mark) {
        return switch (name) {
            case "X-Forwarded-Prefix", "X-Forwarded-Path", "X-Original-URL", "X-Rewrite-URL", "X-Script-Name" ->
                "/" + mark;
            case "Forwarded" -> "host=" + mark + ".invalid";
            case "Origin", "Referer" -> "https://" + mark + ".invalid";
            case "Cookie" -> "lang=" + mark + "; theme=" + mark;
            case "Accept-Language" -> "x-" + mark;
            default -> mark + ".invalid";
        };
    }

    /** A parameter that the key may leave out must not shape the answer. */
    private void parameter(CheckRequest own, CheckRequest page, String parameter, List<Finding> findings) {
        String mark = mark();
        CheckRequest poisoned = own.withQuery(parameter + "=" + mark);
        client.send(poisoned.with("Accept-Encoding", "identity"));
        CheckAnswer next = client.send(own.with("Accept-Encoding", "identity"));
        if (holds(next, mark)) {
            findings.add(SessionRules.CACHE_POISONING.finding(
                    page.url(),
                    "the parameter " + parameter + " of one request stands in the answer to the next",
                    List.of(poisoned.curl(""), own.curl(""))));
        }
    }

    private String mark() {
        return "sw" + Integer.toUnsignedString(random.nextInt(), 36).toLowerCase(Locale.ROOT);
    }

    private static boolean holds(CheckAnswer answer, String mark) {
        return answer.text().contains(mark) || answer.fields().toString().contains(mark);
    }
}
