package dev.slipway.check;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What one check came to.
 *
 * @param check which: {@code inspect}, {@code sessions}, {@code purge}, {@code timing} or {@code rollback}
 * @param target what was checked
 * @param begun when
 * @param took how long
 * @param findings what was found and is not accepted, worst first
 * @param accepted what was found and is borne with
 * @param facts what was done, in lines for people
 * @param failOn from which severity on a finding fails
 * @param verdict {@code passed}, {@code failed} or {@code inconclusive}
 */
public record CheckReport(
        String check,
        String target,
        Instant begun,
        Duration took,
        List<Finding> findings,
        List<AcceptedFinding> accepted,
        List<String> facts,
        Severity failOn,
        Verdict verdict) {
    public CheckReport {
        findings = findings.stream()
                .sorted(java.util.Comparator.comparing(Finding::severity).reversed())
                .toList();
        accepted = List.copyOf(accepted);
        facts = List.copyOf(facts);
    }

    /** What it means for a deployment: only {@link #FAILED} stops one. */
    public enum Verdict {
        PASSED,
        FAILED,
        /** There was too little to judge by; the facts say what is missing. */
        INCONCLUSIVE;

        /** In lower case. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether that finding is as severe as makes the check fail. */
    public boolean fails(Finding finding) {
        return finding.severity().compareTo(failOn) >= 0;
    }

    /** A finding and why it is borne with. */
    public record AcceptedFinding(Finding finding, String reason, LocalDate until) {}

    /** What a check has found so far, with what is accepted taken apart. Not for several threads. */
    public static final class Builder {
        private final String check;
        private final String target;
        private final Instant begun;
        private final List<Acceptance> acceptances;
        private final List<Finding> findings = new ArrayList<>();
        private final List<AcceptedFinding> accepted = new ArrayList<>();
        private final List<String> facts = new ArrayList<>();

        /** @param acceptances what is borne with; one that is over counts no more, and is named */
        public Builder(String check, String target, Instant begun, List<Acceptance> acceptances) {
            this.check = check;
            this.target = target;
            this.begun = begun;
            LocalDate today = LocalDate.ofInstant(begun, ZoneOffset.UTC);
            this.acceptances = acceptances.stream()
                    .filter(each -> !each.until().isBefore(today))
                    .toList();
            acceptances.stream()
                    .filter(each -> each.until().isBefore(today))
                    .forEach(each -> fact("what [[check.accept]] says of " + each.rule() + " at " + each.path()
                            + " ended on " + each.until()));
        }

        /** Adds a finding, once. */
        public Builder add(Finding finding) {
            Acceptance because = finding.acceptedBy(acceptances);
            if (because != null) {
                accepted.add(new AcceptedFinding(finding, because.reason(), because.until()));
            } else if (!findings.contains(finding)) {
                findings.add(finding);
            }
            return this;
        }

        /** Adds a line about what was done. */
        public Builder fact(String line) {
            facts.add(line);
            return this;
        }

        /** Ends the check: it failed where a finding is as severe as that. */
        public CheckReport build(Instant ended, Severity failOn) {
            boolean failed = findings.stream().anyMatch(each -> each.severity().compareTo(failOn) >= 0);
            return build(ended, failOn, failed ? Verdict.FAILED : Verdict.PASSED);
        }

        /** Ends the check with that verdict. */
        public CheckReport build(Instant ended, Verdict verdict) {
            return build(ended, Severity.ERROR, verdict);
        }

        private CheckReport build(Instant ended, Severity failOn, Verdict verdict) {
            return new CheckReport(
                    check, target, begun, Duration.between(begun, ended), findings, accepted, facts, failOn, verdict);
        }
    }
}
