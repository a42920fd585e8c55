package dev.slipway.check;

import java.util.List;
import java.util.Locale;

/** Reports as JUnit XML, which every CI shows: a test suite for each check, a case for each finding: failed where it
 * fails the check, else passed with what was found. */
public final class JunitXml {
    private JunitXml() {}

    public static String of(List<CheckReport> reports) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"slipway check\">\n");
        for (CheckReport report : reports) {
            int cases = Math.max(1, report.findings().size() + report.accepted().size());
            xml.append(String.format(
                    Locale.ROOT,
                    "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\" time=\"%.3f\" timestamp=\"%s\">%n",
                    report.check(),
                    cases,
                    report.findings().stream().filter(report::fails).count(),
                    report.accepted().size(),
                    report.took().toMillis() / 1000.0,
                    report.begun()));
            for (Finding finding : report.findings()) {
                xml.append("    <testcase classname=\"").append(text(report.check() + "." + finding.rule()));
                xml.append("\" name=\"").append(text(finding.url())).append("\">\n");
                String said = text("expected " + finding.expected() + "\n" + String.join("\n", finding.fix()) + "\n"
                        + finding.reference() + "\n" + String.join("\n", finding.requests()));
                String found = text("found " + finding.found());
                if (report.fails(finding)) {
                    xml.append("      <failure type=\"")
                            .append(finding.severity().word())
                            .append("\" message=\"")
                            .append(found)
                            .append("\">")
                            .append(said)
                            .append("</failure>\n");
                } else {
                    xml.append("      <system-out>")
                            .append(finding.severity().word())
                            .append(": ")
                            .append(found)
                            .append('\n')
                            .append(said)
                            .append("</system-out>\n");
                }
                xml.append("    </testcase>\n");
            }
            for (CheckReport.AcceptedFinding accepted : report.accepted()) {
                xml.append("    <testcase classname=\"")
                        .append(text(report.check() + "." + accepted.finding().rule()));
                xml.append("\" name=\"")
                        .append(text(accepted.finding().url()))
                        .append("\">\n      <skipped message=\"");
                xml.append(text(accepted.reason() + ", until " + accepted.until()))
                        .append("\"/>\n    </testcase>\n");
            }
            if (report.findings().isEmpty() && report.accepted().isEmpty()) {
                xml.append("    <testcase classname=\"")
                        .append(report.check())
                        .append("\" name=\"")
                        .append(text(report.target()))
                        .append("\"/>\n");
            }
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    /** Safe in attributes and text; what XML 1.0 cannot hold at all becomes a question mark. */
    private static String text(String raw) {
        return raw.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
