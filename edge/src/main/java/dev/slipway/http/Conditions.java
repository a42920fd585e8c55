package dev.slipway.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The conditions of a request (RFC 9110 §13), judged against a representation that exists. */
public final class Conditions {
    private Conditions() {}

    /** What the conditions ask for. */
    public enum Outcome {
        /** Answer as if there were none. */
        PROCEED,
        /** 304: the client has it. */
        NOT_MODIFIED,
        /** 412: the client is mistaken about what is there. */
        PRECONDITION_FAILED
    }

    /**
     * The outcome in the order of §13.2.2. Fields that cannot be understood are ignored, as §13.1 asks.
     *
     * @param current the representation's entity tag, or null where it has none
     * @param lastModified when it last changed, or null where nobody knows
     */
    public static Outcome evaluate(
            String method, Fields fields, @Nullable EntityTag current, @Nullable Instant lastModified) {
        // §13.2.1: these neither select nor change a representation.
        if (method.equals("OPTIONS") || method.equals("TRACE") || method.equals("CONNECT")) {
            return Outcome.PROCEED;
        }
        // §13.2.2, steps 1 and 2.
        if (!isWhatClientExpects(fields, current, lastModified)) {
            return Outcome.PRECONDITION_FAILED;
        }
        boolean reading = method.equals("GET") || method.equals("HEAD");
        // Step 3.
        String ifNoneMatch = fields.joined("If-None-Match");
        if (ifNoneMatch != null) {
            if (!isNamed(ifNoneMatch, current)) {
                return Outcome.PROCEED;
            }
            return reading ? Outcome.NOT_MODIFIED : Outcome.PRECONDITION_FAILED;
        }
        // Step 4.
        if (!reading || lastModified == null) {
            return Outcome.PROCEED;
        }
        Instant since = date(fields.joined("If-Modified-Since"));
        return since == null || seconds(lastModified).isAfter(since) ? Outcome.PROCEED : Outcome.NOT_MODIFIED;
    }

    private static boolean isWhatClientExpects(
            Fields fields, @Nullable EntityTag current, @Nullable Instant lastModified) {
        String ifMatch = fields.joined("If-Match");
        if (ifMatch != null) {
            return isAsterisk(ifMatch)
                    || current != null && EntityTag.parseList(ifMatch).stream().anyMatch(current::matchesStrongly);
        }
        Instant since = date(fields.joined("If-Unmodified-Since"));
        return since == null || lastModified == null || !seconds(lastModified).isAfter(since);
    }

    /** Whether If-None-Match names the current representation (§13.1.2, weak comparison). */
    private static boolean isNamed(String ifNoneMatch, @Nullable EntityTag current) {
        if (isAsterisk(ifNoneMatch)) {
            return true;
        }
        if (current == null) {
            return false;
        }
        // Browsers send back the one tag they got: no list to build.
        EntityTag only = EntityTag.parse(ifNoneMatch);
        if (only != null) {
            return only.matchesWeakly(current);
        }
        return EntityTag.parseList(ifNoneMatch).stream().anyMatch(current::matchesWeakly);
    }

    /**
     * Whether a Range field applies (§13.1.5): true without If-Range, or when it names exactly what is there now, by a
     * strong tag or by the date of the last change. A weak tag, and whatever cannot be understood, is false: then the
     * whole representation is the safe answer.
     *
     * @param current the representation's entity tag, or null where it has none
     * @param lastModified when it last changed, or null where nobody knows or the date is not a strong validator
     *     (§8.8.2.2)
     */
    public static boolean rangeApplies(Fields fields, @Nullable EntityTag current, @Nullable Instant lastModified) {
        String ifRange = fields.joined("If-Range");
        if (ifRange == null) {
            return true;
        }
        EntityTag tag = EntityTag.parse(ifRange.strip());
        if (tag != null) {
            return current != null && tag.matchesStrongly(current);
        }
        Instant since = date(ifRange);
        return since != null && lastModified != null && seconds(lastModified).equals(since);
    }

    private static boolean isAsterisk(String value) {
        return value.strip().equals("*");
    }

    private static @Nullable Instant date(@Nullable String value) {
        return value == null ? null : HttpDate.parse(value.strip());
    }

    /** Dates travel in whole seconds, files change within them. */
    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
