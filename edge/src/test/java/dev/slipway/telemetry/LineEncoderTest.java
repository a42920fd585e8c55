package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line of the access log: golden, and not to be forged. */
class LineEncoderTest {
    @Test
    void theLineIsThis() {
        assertThat(line(Events.PLAIN, Events.event("4f2a"))).isEqualTo("""
                        {"time":"2026-11-22T10:15:30.007Z","id":"4f2a","client":"192.0.2.7","method":"GET",\
                        "host":"shop.localhost","path":"/products/7","query":"lang=de","site":"shop",\
                        "environment":"production","route":"products","release":"2026-11-22.3","outcome":"bypass",\
                        "detail":"","status":200,"bytes":5120,"ms":12.345,"app_ms":11.020,\
                        "app":"unix:/run/shop.sock","complete":true}
                        """);
    }

    @Test
    void whatAClientSendsStaysInsideItsString() throws Exception {
        String path = "/\"\\\r\n\u0000\u001b\u007f\u0085\u2028é€😀\ud800x\udc00";
        String line = line(Events.PLAIN, Events.event("1", "192.0.2.7", path, "", 200));

        assertThat(line).containsOnlyOnce("\n").endsWith("}\n").doesNotContain("\r", "\u001b", "\u0085", "\u2028");
        assertThat(line).contains("\\u000d\\u000a\\u0000\\u001b\\u007f\\u0085\\u2028é€😀\\ud800x\\udc00");
        JsonNode read = new ObjectMapper().readTree(line);
        assertThat(read.get("path").asText()).startsWith("/\"\\\r\n");
    }

    @Test
    void longValuesAreWrittenWhole() throws Exception {
        String path = "/" + "\u0001".repeat(40_000);
        JsonNode read = new ObjectMapper().readTree(line(Events.PLAIN, Events.event("1", "192.0.2.7", path, "", 200)));
        assertThat(read.get("path").asText()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7,192.0.2.0/24", "2001:db8:1:2::9,2001:db8:1::/48", "::1,0:0:0::/48"})
    void clientsAreCutToTheirNetwork(String client, String network) {
        assertThat(LineEncoder.network(InetAddress.ofLiteral(client))).isEqualTo(network);
    }

    @Test
    void queriesCanBeRedacted() {
        LogRules rules = new LogRules(1, 1, false, false);
        assertThat(line(rules, Events.event("1")))
                .contains("\"query\":\"redacted\"", "\"client\":\"192.0.2.0/24\"")
                .doesNotContain("lang");
    }

    /** What is remembered of the lines before must not show: every line is as a new encoder writes it. */
    @Test
    void aLineDoesNotDependOnThoseBefore() {
        LineEncoder worn = new LineEncoder(Events.PLAIN);
        List<ExchangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(Events.event("e" + i, "192.0.2." + i % 7, "/" + i, "", 200));
            events.add(Events.cached("outcome-" + i % 5, "detail-" + i % 3, 200 + i, CacheUse.NONE));
            events.add(Events.placed("site-" + i % 2, "environment-" + i % 3, "route-" + i % 5, "release-" + i % 7));
        }
        events.addAll(List.copyOf(events));
        for (ExchangeEvent event : events) {
            assertThat(line(worn, event)).isEqualTo(line(Events.PLAIN, event));
        }
    }

    private static String line(LogRules rules, ExchangeEvent event) {
        return line(new LineEncoder(rules), event);
    }

    private static String line(LineEncoder encoder, ExchangeEvent event) {
        encoder.encode(event);
        return new String(encoder.bytes(), 0, encoder.length(), StandardCharsets.UTF_8);
    }
}
