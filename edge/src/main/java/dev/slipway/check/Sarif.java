package dev.slipway.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reports as SARIF 2.1.0 (OASIS), which code hosts show beside the code. Plain maps, to be written as JSON.
 *
 * <pre>{@code {"$schema":"…/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"slipway",…}},"results":[…]}]}}</pre>
 */
public final class Sarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private Sarif() {}

    public static Map<String, Object> of(List<CheckReport> reports) {
        List<Finding> findings =
                reports.stream().flatMap(report -> report.findings().stream()).toList();
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "slipway");
        driver.put("rules", rules(findings));
        List<Object> results = new ArrayList<>();
        findings.forEach(finding -> results.add(result(finding, List.of())));
        reports.forEach(report -> report.accepted()
                .forEach(accepted -> results.add(result(
                        accepted.finding(), List.of(Map.of("kind", "external", "justification", accepted.reason()))))));
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(Map.of("tool", Map.of("driver", driver), "results", results)));
        return log;
    }

    private static List<Object> rules(List<Finding> findings) {
        Set<String> known = new LinkedHashSet<>();
        List<Object> rules = new ArrayList<>();
        for (Finding finding : findings) {
            if (known.add(finding.rule())) {
                rules.add(Map.of(
                        "id", finding.rule(),
                        "shortDescription", Map.of("text", finding.expected()),
                        "help", Map.of("text", String.join("\n", finding.fix()) + "\n" + finding.reference())));
            }
        }
        return rules;
    }

    private static Map<String, Object> result(Finding finding, List<Object> suppressions) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.rule());
        result.put("level", finding.severity().word());
        result.put("message", Map.of("text", "found " + finding.found() + "; expected " + finding.expected()));
        result.put(
                "locations",
                List.of(Map.of("physicalLocation", Map.of("artifactLocation", Map.of("uri", finding.url())))));
        if (!suppressions.isEmpty()) {
            result.put("suppressions", suppressions);
        }
        return result;
    }
}
