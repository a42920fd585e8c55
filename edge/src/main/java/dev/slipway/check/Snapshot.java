package dev.slipway.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a site answers at one moment: each probed URL twice, so that what differs by itself (tokens, nonces, times) is known
 * and compared by status and media type alone.
 */
public final class Snapshot {
    /** What has to be the same; dates, ages and ids are each answer's own. */
    private static final List<String> FIELDS = List.of(
            "Content-Type",
            "Cache-Control",
            "ETag",
            "Location",
            "Vary",
            "Content-Language",
            "X-Frame-Options",
            "Content-Security-Policy");

    private final Map<String, Probe> probes;

    private Snapshot(Map<String, Probe> probes) {
        this.probes = probes;
    }

    private record Probe(CheckAnswer first, CheckAnswer second) {
        boolean isSteady() {
            return difference(first, second, true) == null;
        }
    }

    /** Asks for each URL twice. */
    public static Snapshot of(CheckClient client, List<String> urls) {
        Map<String, Probe> probes = new LinkedHashMap<>();
        for (String url : urls) {
            CheckRequest request = CheckRequest.get(url).with("Accept-Encoding", "identity");
            probes.put(url, new Probe(client.send(request), client.send(request)));
        }
        return new Snapshot(probes);
    }

    /** The URLs whose two answers differed: they are compared by status and media type. */
    public List<String> unsteady() {
        return probes.entrySet().stream()
                .filter(each -> !each.getValue().isSteady())
                .map(Map.Entry::getKey)
                .toList();
    }

    public int size() {
        return probes.size();
    }

    /** What is no longer as it was, each with its URL. */
    public List<Difference> differencesTo(Snapshot before) {
        List<Difference> differences = new ArrayList<>();
        before.probes.forEach((url, was) -> {
            Probe is = probes.get(url);
            if (is == null) {
                return;
            }
            boolean whole = was.isSteady() && is.isSteady();
            String difference = difference(was.first(), is.first(), whole);
            if (difference != null) {
                differences.add(new Difference(url, difference));
            }
        });
        return differences;
    }

    /** One URL and what about it is not as before. */
    public record Difference(String url, String what) {}

    private static @Nullable String difference(CheckAnswer was, CheckAnswer is, boolean whole) {
        if (was.status() != is.status()) {
            return "status " + was.status() + " before, " + is.status() + " now";
        }
        if (!was.mediaType().equals(is.mediaType())) {
            return was.mediaType() + " before, " + is.mediaType() + " now";
        }
        if (!whole) {
            return null;
        }
        for (String name : FIELDS) {
            if (!was.field(name).equals(is.field(name))) {
                return name + ": " + was.field(name) + " before, " + is.field(name) + " now";
            }
        }
        return Arrays.equals(was.body(), is.body())
                ? null
                : "the body: " + was.body().length + " bytes before, " + is.body().length + " now"
                        + (was.body().length == is.body().length ? ", others" : "");
    }
}
