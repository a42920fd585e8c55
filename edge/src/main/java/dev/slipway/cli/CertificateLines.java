package dev.slipway.cli;

import dev.slipway.api.NodeStatus.CertificateStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.NodeStatus.SiteStatus;
import java.io.PrintStream;
import java.util.List;

/** What {@code slipway status} says of certificates: whose they are, when they end, and what keeps the next one away. */
final class CertificateLines {
    private final PrintStream out;

    CertificateLines(PrintStream out) {
        this.out = out;
    }

    void print(List<SiteStatus> sites) {
        List<CertificateStatus> all = sites.stream()
                .flatMap(site -> site.environments().stream())
                .map(EnvironmentStatus::certificates)
                .flatMap(List::stream)
                .toList();
        if (all.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table("CERTIFICATE OF", "FROM", "VALID UNTIL", "NEXT TRY");
        all.forEach(
                one -> table.row(one.host(), one.origin(), Words.time(one.validUntil()), Words.time(one.nextTry())));
        table.print(out);
        all.stream()
                .filter(one -> one.problem() != null)
                .forEach(one -> out.println("  " + one.host() + ": " + one.problem()));
    }
}
