package dev.slipway.check;

import dev.slipway.api.ControlClient;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code check purge}: purges one route, and proves that it went and that its neighbours stayed. Not for a production. */
public final class PurgeCheck {
    private static final String NAME = "purge";

    /** A first request stores, a second is a hit; the third is for answers that are stored only when asked for twice. */
    private static final int WARMING = 3;

    private static final int MOST_PER_ROUTE = 5;

    private final CheckClient client;
    private final ControlClient control;

    public PurgeCheck(CheckClient client, ControlClient control) {
        this.client = client;
        this.control = control;
    }

    /**
     * Runs it.
     *
     * @param urls some of the environment, of several routes
     * @param route which to purge, or null for the one that most of what is stored belongs to
     */
    public CheckReport run(String site, String environment, List<String> urls, @Nullable String route, String by) {
        CheckReport.Builder report = new CheckReport.Builder(
                NAME, site + "/" + environment, client.time().now(), List.of());
        Map<String, List<String>> stored = new LinkedHashMap<>();
        for (String url : urls) {
            String of = control.explain(site, environment, url).route();
            List<String> known = stored.computeIfAbsent(of, any -> new ArrayList<>());
            if (known.size() < MOST_PER_ROUTE && isKept(url)) {
                known.add(url);
            }
        }
        stored.values().removeIf(List::isEmpty);
        String chosen = route == null ? largest(stored) : route;
        if (chosen == null || !stored.containsKey(chosen)) {
            report.fact("nothing of " + (chosen == null ? "these " + urls.size() + " URLs" : "route " + chosen)
                    + " is stored, so there is nothing to purge; check inspect says why");
            return report.build(client.time().now(), CheckReport.Verdict.INCONCLUSIVE);
        }
        List<String> purged = stored.remove(chosen);
        List<String> neighbours = stored.values().stream().flatMap(List::stream).toList();
        PurgeReceipt receipt = control.purge(
                site, environment, new PurgeRequest(null, List.of(chosen), null, null, null, null, null, by));
        report.fact("purged route " + chosen + ": " + receipt.matched() + " objects in " + receipt.effectiveMillis()
                + " ms");
        if (receipt.matched() < purged.size()) {
            report.add(finding(
                    "receipt-too-small",
                    purged.getFirst(),
                    "the receipt says " + receipt.matched() + ", and " + purged.size() + " were stored",
                    "every object of the route in the receipt"));
        }
        // The refetch of the receipt's samples has stored some of them anew: those show a low age instead.
        purged.forEach(url -> judgePurged(url, receipt, report));
        neighbours.forEach(url -> judgeNeighbour(url, report));
        report.fact(purged.size() + " URLs of it and " + neighbours.size() + " of other routes were asked for again");
        return report.build(client.time().now(), Severity.ERROR);
    }

    private boolean isKept(String url) {
        for (int i = 0; i < WARMING; i++) {
            if (client.send(CheckRequest.get(url)).isHit()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String largest(Map<String, List<String>> stored) {
        String largest = null;
        for (Map.Entry<String, List<String>> entry : stored.entrySet()) {
            if (largest == null || entry.getValue().size() > size(stored, largest)) {
                largest = entry.getKey();
            }
        }
        return largest;
    }

    private static int size(Map<String, List<String>> stored, String route) {
        List<String> of = stored.get(route);
        return of == null ? 0 : of.size();
    }

    private void judgePurged(String url, PurgeReceipt receipt, CheckReport.Builder report) {
        boolean refetched =
                receipt.samples().stream().anyMatch(sample -> sample.url().equals(url));
        CheckAnswer answer = client.send(CheckRequest.get(url));
        if (!refetched && answer.isHit()) {
            report.add(finding(
                    "purged-still-served", url, "Cache-Status: " + answer.field("Cache-Status"), "the app's answer"));
        }
    }

    private void judgeNeighbour(String url, CheckReport.Builder report) {
        CheckAnswer answer = client.send(CheckRequest.get(url));
        String status = answer.field("Cache-Status");
        // One whose own time is over is no evidence of the purge.
        if (!answer.isHit() && !status.contains("fwd=stale")) {
            report.add(finding("neighbour-gone", url, "Cache-Status: " + status, "a hit: another route was purged"));
        }
    }

    private static Finding finding(String rule, String url, String found, String expected) {
        return new Finding(
                NAME,
                rule,
                Severity.ERROR,
                url,
                found,
                expected,
                List.of("this is a defect of the edge, or another purge ran meanwhile: see `slipway purge --help`"),
                "RFC 9111 §4.4",
                List.of(CheckRequest.get(url).curl("")));
    }
}
