package dev.slipway.check;

import java.util.List;

/** Reports as one HTML page that needs nothing else: findings by check, and the plots of a timing. */
public final class HtmlReport {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #d0d7de;padding-bottom:.3rem}
            .failed,.error{color:#b42318}.passed{color:#116329}.inconclusive,.warning{color:#8a5a00}.note{color:#57606a}
            article{border:1px solid #d0d7de;border-left-width:4px;border-radius:6px;padding:.7rem 1rem;margin:1rem 0}
            article.error{border-left-color:#b42318;color:inherit}article.warning{border-left-color:#bf8700;color:inherit}
            article.note{color:inherit}dt{color:#57606a;float:left;width:6rem}dd{margin:0 0 .2rem 6.5rem;overflow-wrap:anywhere}
            pre{background:#f6f8fa;padding:.6rem;overflow-x:auto;border-radius:6px;font-size:.85rem}
            svg{max-width:100%;height:auto}@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}
            pre{background:#161b22}article,h2{border-color:#30363d}dt,.note{color:#8b949e}.failed,.error{color:#ff7b72}
            .passed{color:#56d364}.inconclusive,.warning{color:#e3b341}svg{background:#fff;border-radius:6px}}
            """;

    private HtmlReport() {}

    /** @param plots SVG pictures to show beneath the check of that name */
    public static String of(String title, List<CheckReport> reports, List<Plot> plots) {
        StringBuilder html =
                new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>");
        html.append(text(title)).append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n");
        html.append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(text(title))
                .append("</h1>\n");
        for (CheckReport report : reports) {
            report(html, report);
            plots.stream()
                    .filter(plot -> plot.check().equals(report.check()))
                    .forEach(plot -> html.append("<figure>").append(plot.svg()).append("</figure>\n"));
        }
        return html.append("</body></html>\n").toString();
    }

    /** A picture that belongs to a check. */
    public record Plot(String check, String svg) {}

    private static void report(StringBuilder html, CheckReport report) {
        html.append("<h2>")
                .append(text(report.check()))
                .append(": <span class=\"")
                .append(report.verdict().word())
                .append("\">");
        html.append(report.verdict().word())
                .append("</span></h2>\n<p>")
                .append(text(report.target()))
                .append(", ");
        html.append(text(report.begun().toString()))
                .append(", %.1f s</p>\n<ul>".formatted(report.took().toMillis() / 1000.0));
        report.facts().forEach(fact -> html.append("<li>").append(text(fact)).append("</li>"));
        html.append("</ul>\n");
        report.findings().forEach(finding -> finding(html, finding));
        report.accepted()
                .forEach(accepted -> html.append("<p class=\"note\">accepted until ")
                        .append(accepted.until())
                        .append(": ")
                        .append(text(accepted.finding().rule() + " at "
                                + accepted.finding().url() + ", because " + accepted.reason()))
                        .append("</p>\n"));
    }

    private static void finding(StringBuilder html, Finding finding) {
        String severity = finding.severity().word();
        html.append("<article class=\"")
                .append(severity)
                .append("\"><strong class=\"")
                .append(severity)
                .append("\">");
        html.append(severity)
                .append("</strong> <strong>")
                .append(text(finding.rule()))
                .append("</strong><dl>");
        entry(html, "where", finding.url());
        entry(html, "found", finding.found());
        entry(html, "expected", finding.expected());
        finding.fix().forEach(line -> entry(html, "fix", line));
        entry(html, "reference", finding.reference());
        html.append("</dl>");
        if (!finding.requests().isEmpty()) {
            html.append("<pre>")
                    .append(text(String.join("\n", finding.requests())))
                    .append("</pre>");
        }
        html.append("</article>\n");
    }

    private static void entry(StringBuilder html, String name, String value) {
        html.append("<dt>").append(name).append("</dt><dd>").append(text(value)).append("</dd>");
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
