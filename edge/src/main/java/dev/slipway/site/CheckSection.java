package dev.slipway.site;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Reads {@code [check]} and what is below it. */
final class CheckSection {
    private static final String PATH_FORM = "a path such as \"/products/\"";
    private static final String VARIABLE_FORM = "the name of a variable that holds name:password";
    private static final int MOST_URLS = 10_000;
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private CheckSection() {}

    static CheckConfig read(@Nullable Table table) {
        if (table == null) {
            return CheckConfig.DEFAULT;
        }
        table.allowOnly(Keys.CHECK);
        String failOn = table.read("fail_on", "\"error\", \"warning\" or \"note\"", CheckSection::severity);
        return new CheckConfig(
                table.members("paths", PATH_FORM, Values::target),
                table.number("crawl", CheckConfig.DEFAULT_CRAWL, 0, MOST_URLS),
                failOn == null ? CheckConfig.DEFAULT.failOn() : failOn,
                table.read("purge", "the name of a route", Values::routeName),
                sessions(table.table("sessions", "[check.sessions]")),
                timing(table.table("timing", "[check.timing]")),
                accept(table));
    }

    private static @Nullable String severity(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return List.of("error", "warning", "note").contains(lower) ? lower : null;
    }

    private static CheckConfig.@Nullable Sessions sessions(@Nullable Table table) {
        if (table == null) {
            return null;
        }
        table.allowOnly(Keys.SESSIONS);
        String login = table.read("login", "the path of the page with the form", Values::target);
        String token = table.read("token", "the path that answers with a token", Values::target);
        List<String> command = table.members("command", "the program and its arguments", text -> text);
        int ways = (table.has("login") ? 1 : 0) + (table.has("token") ? 1 : 0) + (table.has("command") ? 1 : 0);
        if (ways != 1) {
            table.missing("login", "exactly one of login, token and command: how a user logs in");
        }
        List<String> fields = table.members("fields", "the name of a form field", text -> text.isBlank() ? null : text);
        if (table.has("fields") && fields.size() != 2) {
            table.refuse("fields", fields.size() + " names", "two names: of the user's field and of the password's");
        }
        List<String> users = table.members("users", VARIABLE_FORM, CheckSection::variable);
        if (users.size() != 2) {
            table.missing("users", "the names of two variables that each hold name:password of a test user");
        }
        String member =
                table.read("member", "the name of a member of the JSON answer", text -> text.isBlank() ? null : text);
        return new CheckConfig.Sessions(
                login,
                token,
                command,
                fields.size() == 2 ? fields.getFirst() : "username",
                fields.size() == 2 ? fields.getLast() : "password",
                member == null ? "access_token" : member,
                users,
                table.members("paths", PATH_FORM, Values::target),
                table.number("crawl", CheckConfig.DEFAULT_CRAWL, 0, MOST_URLS));
    }

    private static @Nullable String variable(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_]{0,99}") ? text : null;
    }

    private static CheckConfig.@Nullable Timing timing(@Nullable Table table) {
        if (table == null) {
            return null;
        }
        table.allowOnly(Keys.TIMING);
        CheckConfig.Timing usual = CheckConfig.Timing.DEFAULT;
        String path = table.read("path", PATH_FORM, Values::target);
        return new CheckConfig.Timing(
                path == null ? usual.path() : path,
                table.number("rate", usual.rate(), 1, 1_000_000),
                table.duration("block", usual.block(), SHORTEST),
                table.number("blocks", usual.blocks(), 1, 10_000),
                table.duration("warm_up", usual.warmUp(), SHORTEST),
                table.number("connections", usual.connections(), 1, 10_000),
                table.number("percentile", usual.percentile(), 1, 99),
                table.number("margin", usual.marginPercent(), 1, 1_000));
    }

    private static List<CheckConfig.Accept> accept(Table table) {
        List<CheckConfig.Accept> accepted = new ArrayList<>();
        if (!(table.get("accept") instanceof TomlArray array)) {
            if (table.has("accept")) {
                table.refuse(
                        "accept",
                        Values.describe(table.get("accept")),
                        "an array of tables, each written [[check.accept]]");
            }
            return accepted;
        }
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i) instanceof TomlTable member) {
                CheckConfig.Accept accept = acceptance(table.member("accept", i, member, array.inputPositionOf(i)));
                if (accept != null) {
                    accepted.add(accept);
                }
            } else {
                table.refuseMember(
                        "accept",
                        i,
                        Values.describe(array.get(i)),
                        "a table, written [[check.accept]]",
                        Complaint.CORRECT_AND_RETRY);
            }
        }
        return accepted;
    }

    private static CheckConfig.@Nullable Accept acceptance(Table table) {
        table.allowOnly(Keys.ACCEPT);
        for (String key : Keys.ACCEPT) {
            if (!table.has(key)) {
                table.missing(
                        key,
                        switch (key) {
                            case "rule" -> "the id of the rule, as a finding shows it";
                            case "path" -> PATH_FORM + ", or one that ends in *";
                            case "reason" -> "why it is borne with";
                            default -> "the last day, such as \"2026-12-31\"";
                        });
            }
        }
        String rule = table.read("rule", "the id of a rule: lower-case words with hyphens", Values::name);
        String path =
                table.read("path", PATH_FORM + ", or one that ends in *", text -> text.startsWith("/") ? text : null);
        String reason = table.read("reason", "why it is borne with", text -> text.isBlank() ? null : text);
        LocalDate until = table.get("until") instanceof LocalDate date
                ? date
                : table.read("until", "a day such as \"2026-12-31\"", CheckSection::day);
        return rule == null || path == null || reason == null || until == null
                ? null
                : new CheckConfig.Accept(rule, path, reason, until);
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
