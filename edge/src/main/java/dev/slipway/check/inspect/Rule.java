package dev.slipway.check.inspect;

import dev.slipway.check.Finding;
import dev.slipway.check.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an answer should not do.
 *
 * @param id {@code words-with-hyphens}, the same for ever: acceptances name it
 * @param severity how much it matters
 * @param reference the section that says so
 * @param expected what was expected
 * @param fix how to get there
 * @param look says what was found, or null where all is well
 */
record Rule(String id, Severity severity, String reference, String expected, Fix fix, Look look) {
    static final String CHECK = "inspect";

    /** What a rule looks at. */
    @FunctionalInterface
    interface Look {
        @Nullable
        String found(Observation seen);
    }

    /** The finding for that, or null. */
    @Nullable
    Finding judge(Observation seen) {
        String found = look.found(seen);
        return found == null ? null : finding(seen.url(), found);
    }

    Finding finding(String url, String found) {
        return new Finding(CHECK, id, severity, url, found, expected, fix.lines(), reference, List.of());
    }

    /** How to fix it in each of the three frameworks. */
    record Fix(String fastApi, String django, String flask) {
        /** The same in all of them. */
        static Fix everywhere(String text) {
            return new Fix(text, text, text);
        }

        /** That field on the response, with that value, as each framework writes it. */
        static Fix field(String name, String value) {
            String assignment = "response.headers[\"" + name + "\"] = \"" + value + '"';
            return new Fix(assignment, assignment, assignment);
        }

        List<String> lines() {
            return fastApi.equals(django) && django.equals(flask)
                    ? List.of(fastApi)
                    : List.of("FastAPI: " + fastApi, "Django: " + django, "Flask: " + flask);
        }
    }
}
