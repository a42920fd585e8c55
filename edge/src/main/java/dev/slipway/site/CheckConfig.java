package dev.slipway.site;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for when a site is checked: {@code [check]}. Part of a plan; secrets stand in it by name.
 *
 * @param paths what every check asks for
 * @param crawl how many more URLs to find from page to page, at most
 * @param failOn {@code note}, {@code warning} or {@code error}: from which severity on a finding of inspect fails
 * @param purge the route that check purge purges, or null to choose one
 * @param sessions how users log in, or null where nobody does
 * @param timing the load, or null for none
 * @param accept findings that are borne with
 */
public record CheckConfig(
        List<String> paths,
        int crawl,
        String failOn,
        @Nullable String purge,
        @Nullable Sessions sessions,
        @Nullable Timing timing,
        List<Accept> accept) {
    public static final int DEFAULT_CRAWL = 50;
    public static final CheckConfig DEFAULT =
            new CheckConfig(List.of(), DEFAULT_CRAWL, "error", null, null, null, List.of());

    public CheckConfig {
        paths = List.copyOf(paths);
        accept = List.copyOf(accept);
    }

    /**
     * Two users: {@code [check.sessions]}. One of {@code login}, {@code token} and {@code command} is given.
     *
     * @param login path of the page with the form, or null
     * @param token path that answers with a token, or null
     * @param command program that prints what to send, empty for none
     * @param userField name of the field for the user's name
     * @param passwordField name of the field for the password
     * @param member of the token's answer that is the token
     * @param users names of two variables that each hold {@code name:password}
     * @param paths what to ask for, besides what is found
     * @param crawl how many URLs to find from the users' pages, at most
     */
    public record Sessions(
            @Nullable String login,
            @Nullable String token,
            List<String> command,
            String userField,
            String passwordField,
            String member,
            List<String> users,
            List<String> paths,
            int crawl) {
        public Sessions {
            command = List.copyOf(command);
            users = List.copyOf(users);
            paths = List.copyOf(paths);
        }
    }

    /**
     * The load: {@code [check.timing]}.
     *
     * @param path what is asked for
     * @param rate requests a second
     * @param block how long one turn is
     * @param blocks how many turns
     * @param warmUp before anything counts
     * @param connections open at once
     * @param percentile what is compared
     * @param marginPercent the least difference that matters
     */
    public record Timing(
            String path,
            int rate,
            Duration block,
            int blocks,
            Duration warmUp,
            int connections,
            int percentile,
            int marginPercent) {
        public static final Timing DEFAULT =
                new Timing("/", 50, Duration.ofSeconds(1), 20, Duration.ofSeconds(3), 16, 95, 10);
    }

    /** A finding that is borne with until a day. */
    public record Accept(String rule, String path, String reason, LocalDate until) {}
}
