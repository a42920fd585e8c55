package dev.slipway.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.check.sessions.LogIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three ways to log in: a form with a token against forgery, a token, a program. */
class LogInTest {
    private static final LogIn.User AMELIE = new LogIn.User("amelie", "pass & word");
    private static final LogIn.Runner NONE = (command, variables) -> {
        throw new IOException("no program is run here");
    };

    private final CheckClient client = new CheckClient(
            new CheckClient.Options(
                    null, CheckClient.Options.PATIENCE, (SSLSocketFactory) SSLSocketFactory.getDefault()),
            new CheckTime(InstantSource.system(), System::nanoTime));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/login", LogInTest::form);
        server.createContext("/token", LogInTest::token);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As Django does: a cookie and a hidden field that belong together. */
    private static void form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String cookie = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Cookie"), "");
        if (exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().add("Set-Cookie", "csrf=from-the-cookie; Path=/");
            answer(exchange, 200, "text/html", """
                    <form method="get"><input name="q"></form>
                    <form method="post" action="/login/now"><input type="hidden" name="csrf" value="from-the-page">
                    <input name="user"><input name="password" type="password"></form>""");
        } else if (exchange.getRequestURI().getPath().equals("/login/now")
                && cookie.contains("csrf=from-the-cookie")
                && body.contains("csrf=from-the-page")
                && body.contains("user=amelie")
                && body.contains("password=pass+%26+word")) {
            exchange.getResponseHeaders().add("Set-Cookie", "session=s1; HttpOnly");
            exchange.getResponseHeaders().add("Location", "/account");
            answer(exchange, 303, "text/html", "");
        } else {
            answer(exchange, 403, "text/html", "no");
        }
    }

    private static void token(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean right = body.equals("user=amelie&password=pass+%26+word");
        answer(exchange, right ? 200 : 401, "application/json", right ? "{\"access_token\": \"t1\"}" : "{}");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void throughAFormWithItsHiddenField() throws Exception {
        LogIn form = new LogIn.Form("/login", "user", "password");

        assertThat(form.fields(client, origin(), AMELIE, NONE).all("Cookie"))
                .containsExactly("csrf=from-the-cookie; session=s1");
        assertThatThrownBy(() -> form.fields(client, origin(), new LogIn.User("amelie", "other"), NONE))
                .isInstanceOf(LogIn.Failed.class)
                .hasMessageContaining("POST /login/now as amelie gave 403")
                .hasMessageNotContaining("other");
    }

    @Test
    void throughAToken() throws Exception {
        LogIn token = new LogIn.Token("/token", "user", "password", "access_token");

        assertThat(token.fields(client, origin(), AMELIE, NONE).all("Authorization"))
                .containsExactly("Bearer t1");
        assertThatThrownBy(() -> token.fields(client, origin(), new LogIn.User("amelie", "other"), NONE))
                .hasMessageContaining("POST /token as amelie gave 401, and no access_token");
    }

    @Test
    void throughAProgramThatPrintsCookies() throws Exception {
        LogIn program = new LogIn.Command(List.of("./log-in"));

        assertThat(program.fields(
                                client,
                                origin(),
                                AMELIE,
                                (command, variables) ->
                                        "hello\nCookie: session=" + variables.get("SLIPWAY_USER") + "\n")
                        .all("Cookie"))
                .containsExactly("session=amelie");
        assertThatThrownBy(() -> program.fields(client, origin(), AMELIE, (command, variables) -> "nothing"))
                .hasMessageContaining("./log-in for amelie printed no line such as");
    }
}
