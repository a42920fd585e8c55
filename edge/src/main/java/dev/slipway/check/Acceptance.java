package dev.slipway.check;

import java.net.URI;
import java.time.LocalDate;

/**
 * A finding that the team bears with until a day: one entry of {@code [[check.accept]]}.
 *
 * @param rule the rule's id
 * @param path which paths, with {@code *} at the end for all that begin so
 * @param reason why
 * @param until the last day on which it is borne with
 */
public record Acceptance(String rule, String path, String reason, LocalDate until) {

    boolean covers(Finding finding) {
        if (!rule.equals(finding.rule())) {
            return false;
        }
        String where = pathOf(finding.url());
        return path.endsWith("*") ? where.startsWith(path.substring(0, path.length() - 1)) : where.equals(path);
    }

    private static String pathOf(String url) {
        try {
            String path = URI.create(url).getRawPath();
            return path == null || path.isEmpty() ? "/" : path;
        } catch (IllegalArgumentException e) {
            return url;
        }
    }
}
