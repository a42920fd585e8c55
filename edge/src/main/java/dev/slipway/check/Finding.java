package dev.slipway.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a check found.
 *
 * @param check which check: {@code inspect}, {@code sessions}, …
 * @param rule the rule's id, {@code words-with-hyphens}
 * @param severity how much it matters
 * @param url where
 * @param found what was found, with the value
 * @param expected what was expected
 * @param fix how to fix it, a line for each way
 * @param reference the section that says so: {@code RFC 9111 §4.2.1}
 * @param requests the exact requests that show it, as curl lines, in order; empty where the URL alone does
 */
public record Finding(
        String check,
        String rule,
        Severity severity,
        String url,
        String found,
        String expected,
        List<String> fix,
        String reference,
        List<String> requests) {
    public Finding {
        fix = List.copyOf(fix);
        requests = List.copyOf(requests);
    }

    /** What says that a finding is known and borne with for a while, or null. */
    public @Nullable Acceptance acceptedBy(List<Acceptance> acceptances) {
        return acceptances.stream()
                .filter(each -> each.covers(this))
                .findFirst()
                .orElse(null);
    }
}
