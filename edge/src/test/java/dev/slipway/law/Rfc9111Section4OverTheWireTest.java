package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which stored response answers a request. */
class Rfc9111Section4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?a=1|?a=1|true",
                "?a=1|?a=2|false",
                "?a=1||false",
                "|?|false",
                "?a=1&b=2|?b=2&a=1|false",
                "?a=%41|?a=A|false",
                "?a=1|?A=1|false",
                "?a=+|?a=%20|false"
            })
    void theWholeTargetCounts(String one, String other, boolean same) throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60"));
        page.sendTo("GET", page.path() + (one == null ? "" : one));
        Response next = page.sendTo("GET", page.path() + (other == null ? "" : other));
        assertThat(status(next).startsWith("slipway; hit")).isEqualTo(same);
    }

    @Test
    void anotherHostIsAnotherTarget() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60"));
        page.get();
        for (String host : new String[] {"staging.shop.localhost", "shop.localhost:8080"}) {
            assertThat(statusAt(host, page)).as(host).startsWith("slipway; fwd=uri-miss");
        }
        for (String host : new String[] {"SHOP.localhost", "shop.localhost:80"}) {
            assertThat(statusAt(host, page)).as(host).startsWith("slipway; hit");
        }
    }

    private static String statusAt(String host, Dialogue page) throws IOException {
        try (RawClient client = stage.edge().connect()) {
            return status(client.send("GET " + page.path() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .read());
        }
    }

    @Test
    void getAnswersHead() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60", "X-Field: 1"));
        page.get();
        Response head = page.send("HEAD");
        assertThat(status(head)).startsWith("slipway; hit");
        assertThat(head.field("Content-Length")).isEqualTo("6");
        assertThat(head.field("X-Field")).isEqualTo("1");
        assertThat(head.field("Age")).isNotNull();
        assertThat(page.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO", "LOCK", "get", "QUERY"})
    void everyOtherMethodIsWrittenThrough(String method) throws IOException {
        AtomicInteger number = new AtomicInteger();
        Dialogue page = stage.on(
                "/letter/", head -> page("Cache-Control: max-age=60, public", "X-Number: " + number.incrementAndGet()));
        page.get();
        for (int i = 2; i < 4; i++) {
            Response answer = page.send(method, "Content-Length: 0", "Cache-Control: only-if-cached");
            assertThat(answer.field("X-Number")).isEqualTo(Integer.toString(i));
            assertThat(status(answer)).startsWith("slipway; fwd=method");
        }
    }

    @Test
    void ageIsGeneratedInPlaceOfTheOneThatCame() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=600", "Age: 100"));
        assertThat(page.get().all("Age")).hasSize(1);
        stage.skip(50);
        Response stored = page.get();
        assertThat(stored.all("Age")).hasSize(1);
        assertThat(Integer.parseInt(String.valueOf(stored.field("Age")))).isBetween(150, 152);
    }

    @Test
    void theMostRecentOfSeveralIsUsed() throws IOException {
        AtomicInteger number = new AtomicInteger();
        Dialogue page = stage.on("/letter/", head -> switch (number.incrementAndGet()) {
            case 1 -> page("Cache-Control: max-age=600", "Vary: X-A", "Date: " + stage.date(-10), "X-Is: newer");
            case 2 -> page("Cache-Control: max-age=600", "Vary: X-B", "Date: " + stage.date(-100), "X-Is: older");
            default -> page("Cache-Control: no-store");
        });
        page.get("X-A: 1");
        page.get("X-A: 2", "X-B: 1");
        assertThat(page.get("X-A: 1", "X-B: 1").field("X-Is")).isEqualTo("newer");
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void noCacheNeedsAValidationEachTime() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: no-cache, max-age=600", "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
        page.get();
        for (int i = 2; i < 5; i++) {
            Response answer = page.get();
            assertThat(answer.text()).isEqualTo("a page");
            assertThat(status(answer)).contains("fwd-status=304");
            assertThat(page.asked()).hasSize(i);
            assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
        }
    }

    @Test
    void aStaleResponseIsValidatedOrReplaced() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "X-Is: old"), page("Cache-Control: max-age=10", "X-Is: new"));
        page.get();
        stage.skip(15);
        assertThat(page.get().field("X-Is")).isEqualTo("new");
        assertThat(page.get().field("X-Is")).isEqualTo("new");
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void aColdPageIsAskedForOnceWhoeverComesWhileItIsStored() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 300; i++) {
                Dialogue page = stage.letter(page("Cache-Control: max-age=60"));
                List<Callable<Response>> all = Collections.nCopies(6, page::get);
                for (Future<Response> answer : clients.invokeAll(all)) {
                    assertThat(answer.get().text()).isEqualTo("a page");
                }
                assertThat(page.asked()).hasSize(1);
            }
        }
    }
}
