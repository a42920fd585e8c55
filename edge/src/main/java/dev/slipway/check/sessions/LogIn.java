package dev.slipway.check.sessions;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.http.Fields;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** How a user of the site proves who he is. */
public sealed interface LogIn {
    /**
     * A page with a form: it is read first, for the hidden fields that protect it, and sent back filled in.
     *
     * @param path of the page: {@code /login}
     * @param userField the name of the field for the user's name
     * @param passwordField the name of the field for the password
     */
    record Form(String path, String userField, String passwordField) implements LogIn {}

    /**
     * A JSON answer with a token, which goes into {@code Authorization: Bearer} from then on.
     *
     * @param path that takes name and password as a form: {@code /api/token}
     * @param userField the name of the field for the user's name
     * @param passwordField the name of the field for the password
     * @param member the member of the answer that is the token: {@code access_token}
     */
    record Token(String path, String userField, String passwordField, String member) implements LogIn {}

    /**
     * A program that prints one {@code Name: value} a line, to be sent with every request; {@code Cookie: …} mostly.
     *
     * @param command the program and its arguments; it finds {@code SLIPWAY_USER} and {@code SLIPWAY_PASSWORD}
     */
    record Command(List<String> command) implements LogIn {
        public Command {
            command = List.copyOf(command);
        }
    }

    /** Runs a program and returns what it printed. */
    @FunctionalInterface
    interface Runner {
        String run(List<String> command, Map<String, String> variables) throws IOException, InterruptedException;
    }

    /** A log-in that did not work; the message says what was tried and what came. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /** A log-in that could not even be tried. */
    static Failed failed(String message) {
        return new Failed(message);
    }

    /**
     * What every request of that user carries from now on.
     *
     * @throws Failed when the site does not let him in
     */
    default Fields fields(CheckClient client, String origin, User user, Runner runner)
            throws Failed, InterruptedException {
        return switch (this) {
            case Form form -> throughForm(client, origin, form, user);
            case Token token -> throughToken(client, origin, token, user);
            case Command command -> throughCommand(command, user, runner);
        };
    }

    private static Fields throughForm(CheckClient client, String origin, Form form, User user) throws Failed {
        Map<String, String> cookies = new LinkedHashMap<>();
        CheckAnswer page = client.send(CheckRequest.get(origin + form.path()));
        keep(page, cookies);
        Map<String, String> values = new LinkedHashMap<>();
        String action = form.path();
        if (page.isHtml()) {
            action = hidden(page, form, values, action);
        }
        values.put(form.userField(), user.name());
        values.put(form.passwordField(), user.password());
        CheckRequest send = CheckRequest.of("POST", origin + action)
                .with("Origin", origin)
                .with("Referer", origin + form.path())
                .withBody("application/x-www-form-urlencoded", encoded(values));
        CheckAnswer answer = client.send(cookies.isEmpty() ? send : send.with("Cookie", joined(cookies)));
        Map<String, String> before = Map.copyOf(cookies);
        keep(answer, cookies);
        if (answer.status() == 0 || answer.status() >= 400 || cookies.equals(before)) {
            throw new Failed("POST " + action + " as " + user.name() + " gave " + told(answer)
                    + (cookies.equals(before) ? " and no new cookie" : ""));
        }
        return Fields.of("Cookie", joined(cookies));
    }

    /** Fills in what the page's form holds already; returns where it goes. */
    private static String hidden(CheckAnswer page, Form form, Map<String, String> values, String action) {
        Document document = Jsoup.parse(page.text(), page.request().url());
        for (Element candidate : document.select("form")) {
            if (candidate.select("[name=\"" + form.passwordField() + "\"]").isEmpty()) {
                continue;
            }
            candidate.select("input[type=hidden][name]").forEach(input -> values.put(input.attr("name"), input.val()));
            String url = candidate.absUrl("action");
            return url.isEmpty() ? action : CheckRequest.get(url).target();
        }
        return action;
    }

    private static Fields throughToken(CheckClient client, String origin, Token token, User user) throws Failed {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(token.userField(), user.name());
        values.put(token.passwordField(), user.password());
        CheckAnswer answer = client.send(CheckRequest.of("POST", origin + token.path())
                .withBody("application/x-www-form-urlencoded", encoded(values)));
        Matcher member = Pattern.compile('"' + Pattern.quote(token.member()) + "\"\\s*:\\s*\"([^\"]+)\"")
                .matcher(answer.text());
        if (!answer.isSuccess() || !member.find()) {
            throw new Failed("POST " + token.path() + " as " + user.name() + " gave " + told(answer) + ", and no "
                    + token.member());
        }
        return Fields.of("Authorization", "Bearer " + member.group(1));
    }

    private static Fields throughCommand(Command command, User user, Runner runner)
            throws Failed, InterruptedException {
        String printed;
        try {
            printed = runner.run(
                    command.command(), Map.of("SLIPWAY_USER", user.name(), "SLIPWAY_PASSWORD", user.password()));
        } catch (IOException e) {
            throw new Failed(String.join(" ", command.command()) + " for " + user.name() + ": " + e.getMessage());
        }
        Fields.Builder fields = Fields.builder();
        for (String line : printed.lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.add(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 2).strip());
            }
        }
        if (fields.build().size() == 0) {
            throw new Failed(String.join(" ", command.command()) + " for " + user.name()
                    + " printed no line such as \"Cookie: session=…\"");
        }
        return fields.build();
    }

    private static void keep(CheckAnswer answer, Map<String, String> cookies) {
        for (String cookie : answer.fields().all("Set-Cookie")) {
            int equals = cookie.indexOf('=');
            int end = cookie.indexOf(';');
            if (equals > 0 && (end < 0 || equals < end)) {
                cookies.put(cookie.substring(0, equals), cookie.substring(equals + 1, end < 0 ? cookie.length() : end));
            }
        }
    }

    private static String joined(Map<String, String> cookies) {
        StringBuilder line = new StringBuilder();
        cookies.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : "; ").append(name).append('=').append(value));
        return line.toString();
    }

    private static String encoded(Map<String, String> values) {
        StringBuilder form = new StringBuilder();
        values.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }

    private static String told(CheckAnswer answer) {
        @Nullable String problem = answer.problem();
        return answer.status() == 0 ? "no answer (" + problem + ")" : String.valueOf(answer.status());
    }

    /** One of the two users; a password is nowhere printed. */
    record User(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }
}
