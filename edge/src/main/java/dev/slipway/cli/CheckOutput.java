package dev.slipway.cli;

import dev.slipway.api.Json;
import dev.slipway.check.CheckReport;
import dev.slipway.check.Finding;
import dev.slipway.check.HtmlReport;
import dev.slipway.check.JunitXml;
import dev.slipway.check.Sarif;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports of checks, for people and for machines. */
final class CheckOutput {
    private static final int MOST_OTHERS = 5;

    private CheckOutput() {}

    /** How a report is written. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT,
        HTML
    }

    /** @param figures beside the reports in JSON: those of a timing, for instance */
    static String text(
            Format format, List<CheckReport> reports, List<HtmlReport.Plot> plots, Map<String, Object> figures) {
        return switch (format) {
            case TEXT -> plain(reports);
            case JSON -> json(reports, figures);
            case SARIF -> Json.writePretty(Sarif.of(reports));
            case JUNIT -> JunitXml.of(reports);
            case HTML -> HtmlReport.of("slipway check", reports, plots);
        };
    }

    private static String json(List<CheckReport> reports, Map<String, Object> figures) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("reports", reports);
        all.putAll(figures);
        return Json.writePretty(all);
    }

    private static String plain(List<CheckReport> reports) {
        StringBuilder text = new StringBuilder();
        for (CheckReport report : reports) {
            text.append(report.check())
                    .append(": ")
                    .append(report.verdict().word())
                    .append(" (")
                    .append(report.target());
            text.append(", ").append(Words.seconds(report.took())).append(")\n");
            report.facts().forEach(fact -> text.append("  ").append(fact).append('\n'));
            byRule(report).forEach((rule, findings) -> {
                finding(text, findings.getFirst());
                others(text, findings.subList(1, findings.size()));
            });
            for (CheckReport.AcceptedFinding accepted : report.accepted()) {
                text.append("  accepted until ")
                        .append(accepted.until())
                        .append(": ")
                        .append(accepted.finding().rule());
                text.append(" at ")
                        .append(accepted.finding().url())
                        .append(", because ")
                        .append(accepted.reason())
                        .append('\n');
            }
        }
        return text.toString().stripTrailing();
    }

    /** A rule that finds something on every page is explained once. */
    private static Map<String, List<Finding>> byRule(CheckReport report) {
        Map<String, List<Finding>> byRule = new LinkedHashMap<>();
        report.findings()
                .forEach(finding -> byRule.computeIfAbsent(finding.rule(), any -> new ArrayList<>())
                        .add(finding));
        return byRule;
    }

    private static void others(StringBuilder text, List<Finding> others) {
        others.stream()
                .limit(MOST_OTHERS)
                .forEach(finding -> line(text, "also", finding.url() + "  " + finding.found()));
        if (others.size() > MOST_OTHERS) {
            line(text, "also", (others.size() - MOST_OTHERS) + " more; --format json has all");
        }
    }

    private static void finding(StringBuilder text, Finding finding) {
        text.append("  ")
                .append(finding.severity().word())
                .append("  ")
                .append(finding.rule())
                .append("  ")
                .append(finding.url())
                .append('\n');
        line(text, "found", finding.found());
        line(text, "expected", finding.expected());
        finding.fix().forEach(fix -> line(text, "fix", fix));
        line(text, "reference", finding.reference());
        finding.requests().forEach(request -> line(text, "request", request));
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("      ").append("%-10s".formatted(label)).append(value).append('\n');
    }
}
