package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an answer has the fields and the bytes of the response that it claims to be. */
final class Contents {
    /** What the app of the walk says, and the edge must neither change nor add. */
    private static final List<String> APPS_FIELDS = List.of(
            "Cache-Control",
            "CDN-Cache-Control",
            "Expires",
            "Last-Modified",
            "X-Color",
            "Set-Cookie",
            "Cache-Tag",
            "Surrogate-Key",
            "Cache-Groups",
            "Location");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    private Contents() {}

    /** @param breaks whether the body must not end in order */
    record Expected(String body, boolean breaks) {
        static final Expected NOTHING = new Expected("", false);

        /** Judges what came as the body, against all that may come. */
        static void checkOne(List<Expected> all, String came, boolean whole) {
            Difference last = null;
            for (Expected one : all) {
                try {
                    one.check(came, whole);
                    return;
                } catch (Difference another) {
                    last = another;
                }
            }
            if (last != null) {
                throw last;
            }
        }

        private void check(String came, boolean whole) {
            if (whole && breaks) {
                throw new Difference("the app's body broke off, and the edge ended it in order");
            }
            if (!whole && !breaks) {
                throw new Difference("the edge broke off, and the app did not");
            }
            if (whole ? !came.equals(body) : !body.startsWith(came)) {
                throw new Difference("another body: " + short_(came) + " instead of " + short_(body));
            }
        }

        private static String short_(String text) {
            return text.length() > 60 ? text.substring(0, 60) + "… (" + text.length() + ")" : text;
        }
    }

    /** What a client gets who is sent that response, by his method, conditions and range. */
    static Expected of(Ask ask, Kept kept, Out out, long now) {
        checkFields(Law.shown(ask.policy, kept.fields), out);
        checkAge(kept, out, now);
        boolean ok = kept.body.status() == 200;
        if (ok && isNotModified(ask, kept) && out.status() != 304) {
            throw new Difference("the client has it already, and gets " + out.status());
        }
        if (out.status() == 304) {
            if (!ok || !isNotModified(ask, kept)) {
                throw new Difference("304, but the client does not have " + kept);
            }
            return Expected.NOTHING;
        }
        if (out.status() == 206 && ok) {
            return new Expected(slice(ask, kept, out), false);
        }
        if (out.status() != kept.body.status()) {
            throw new Difference("status " + out.status() + " of what is " + kept.body.status());
        }
        boolean none = ask.method.equals("HEAD") || out.status() == 204;
        return none ? Expected.NOTHING : new Expected(kept.body.body(), kept.body.breaks());
    }

    /** §4.2.3 and §5.1: from the store always, and of an answer on its way where the app sent one. */
    private static void checkAge(Kept kept, Out out, long now) {
        String age = out.fields().first("Age");
        if (age == null ? kept.call.over || kept.fields.has("Age") : !age.equals(Law.age(kept, now) + "")) {
            throw new Difference("Age " + age + " instead of " + Law.age(kept, now));
        }
    }

    static void checkFields(Lines expected, Out out) {
        for (String name : APPS_FIELDS) {
            if (!out.fields().values(name).equals(expected.values(name))) {
                throw new Difference(name + " " + out.fields().values(name) + " instead of " + expected.values(name));
            }
        }
        List<String> more = new ArrayList<>(out.fields().members("Vary"));
        boolean all = more.containsAll(expected.members("Vary"));
        more.removeAll(expected.members("Vary"));
        more.remove("accept-encoding");
        if (!all || !more.isEmpty()) {
            throw new Difference("Vary " + out.fields().values("Vary") + " instead of " + expected.values("Vary"));
        }
        if (expected.has("Date") && !out.fields().values("Date").equals(expected.values("Date"))) {
            throw new Difference("Date " + out.fields().values("Date") + " instead of " + expected.values("Date"));
        }
        String tag = expected.first("ETag");
        String given = out.fields().first("ETag");
        boolean weakened = tag != null && given != null && given.equals("W/" + tag);
        if (!weakened && (tag == null ? given != null : !tag.equals(given))) {
            throw new Difference("ETag " + given + " instead of " + tag);
        }
    }

    /** RFC 9110 §13.2.2, steps 3 and 4. */
    static boolean isNotModified(Ask ask, Kept kept) {
        Lines fields = kept.fields;
        String tag = fields.first("ETag");
        List<String> named = ask.fields.values("If-None-Match");
        if (!named.isEmpty()) {
            return String.join(",", named).strip().equals("*")
                    || tag != null
                            && List.of(String.join(",", named).split(" *, *", -1)).stream()
                                    .anyMatch(one -> opaque(one).equals(opaque(tag)));
        }
        Long since = Dates.millis(ask.fields.first("If-Modified-Since"));
        // §4.3.2: the Date of what does not say when it changed.
        Long modified = Dates.millis(fields.first("Last-Modified"));
        if (!fields.has("Last-Modified")) {
            modified = kept.date;
        }
        return since != null && modified != null && modified <= since;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** The bytes that a 206 has to bring (RFC 9110 §14.2, §13.1.5). */
    private static String slice(Ask ask, Kept kept, Out out) {
        String body = kept.body.body();
        Matcher asked = RANGE.matcher(ask.fields.firstOr("Range", ""));
        Matcher said = CONTENT_RANGE.matcher(out.fields().firstOr("Content-Range", ""));
        if (!ask.method.equals("GET") || !asked.matches() || !said.matches()) {
            throw new Difference("206 of " + out.fields().first("Content-Range") + " to " + ask);
        }
        if (!isSameFor(ask.fields.first("If-Range"), kept)) {
            throw new Difference("206 although If-Range names something else");
        }
        int length = body.length();
        boolean suffix = asked.group(1).isEmpty();
        int first = suffix ? Math.max(0, length - Integer.parseInt(asked.group(2))) : Integer.parseInt(asked.group(1));
        int last = suffix || asked.group(2).isEmpty()
                ? length - 1
                : Math.min(length - 1, Integer.parseInt(asked.group(2)));
        if (!out.fields().firstOr("Content-Range", "").equals("bytes " + first + "-" + last + "/" + length)) {
            throw new Difference("Content-Range " + said.group() + " of " + length + " bytes to " + asked.group());
        }
        return body.substring(first, last + 1);
    }

    private static boolean isSameFor(@Nullable String ifRange, Kept kept) {
        if (ifRange == null) {
            return true;
        }
        if (ifRange.endsWith("\"")) {
            return !ifRange.startsWith("W/") && ifRange.equals(kept.fields.first("ETag"));
        }
        Long modified = Dates.millis(kept.fields.first("Last-Modified"));
        // §8.8.2.2: a date that was that of the response itself could hide a second change.
        return modified != null && modified.equals(Dates.millis(ifRange)) && kept.date - modified >= 1000;
    }
}
