package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's shop in a real browser, and in curl, over HTTP/2 and TLS. */
class DemoBrowserTest {
    private static final Pattern SECURE = Pattern.compile("https://shop\\.localhost:(\\d+)");

    @TempDir
    static Path folder;

    private static RunningDemo demo;
    private static Browser browser;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        demo = new RunningDemo(folder);
        Matcher secure = SECURE.matcher(demo.guide());
        assertThat(secure.find())
                .as("an address under TLS in:\n" + demo.guide())
                .isTrue();
        address = secure.group();
        browser = new Browser(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void chromiumGetsThePageAndAllItNamesOverHttp2() throws Exception {
        browser.open(address + "/");
        List<JsonNode> responses = browser.events("Network.responseReceived").stream()
                .map(event -> event.get("response"))
                .toList();
        assertThat(responses).hasSizeGreaterThan(3).allSatisfy(response -> {
            assertThat(response.get("status").asInt())
                    .as(response.get("url").asText())
                    .isEqualTo(200);
            assertThat(response.get("protocol").asText())
                    .as(response.get("url").asText())
                    .isEqualTo("h2");
        });
        assertThat(browser.evaluate("document.querySelector('h1').textContent")).isNotBlank();
        assertThat(browser.events("Network.loadingFailed")).isEmpty();
        assertThat(browser.events("Log.entryAdded")).isEmpty();
        assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
        assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
    }

    /** Chromium opens a WebSocket inside its HTTP/2 connection (RFC 8441) where the server allows it. */
    @Test
    void chromiumChats() throws Exception {
        browser.open(address + "/chat");
        Eventually.get(
                () -> browser.events("Network.webSocketHandshakeResponseReceived"), answers -> !answers.isEmpty());
        browser.evaluate("document.querySelector('[name=text]').value = 'ahoy from Chromium';"
                + "document.querySelector('[data-chat-form]').requestSubmit()");
        String heard = Eventually.get(
                () -> browser.evaluate("document.querySelector('[data-chat]').textContent"),
                text -> text.contains("ahoy"));
        assertThat(heard).isEqualTo("ahoy from Chromium");
        assertThat(browser.events("Network.webSocketHandshakeResponseReceived")
                        .getFirst()
                        .at("/response/status")
                        .asInt())
                .as("101 over HTTP/1.1, 200 over HTTP/2")
                .isEqualTo(200);
    }

    @Test
    void curlGetsThePageOverHttp2() throws Exception {
        Shell.Result result = demo.shell()
                .run(List.of(
                        "curl",
                        "-sS",
                        "-k",
                        "--http2",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_version} %{http_code}",
                        address + "/"));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("2 200");
    }
}
