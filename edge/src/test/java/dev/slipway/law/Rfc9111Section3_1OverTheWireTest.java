package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields are stored, and come back as they were. */
class Rfc9111Section3_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void everyFieldIsStored() throws IOException {
        Dialogue page = stage.safe(page(
                "Cache-Control: max-age=60, foo=\"bar, baz\", immutable",
                "X-Unheard-Of: Some  value, with; \"odd\\\" signs",
                "X-Empty:",
                "Link: </a.css>; rel=preload",
                "Link: </b.css>; rel=preload",
                "Server: gunicorn",
                "Content-Type: text/plain; charset=\"utf-8\"",
                "Content-Language: de",
                "Content-Location: /other",
                "Expires: 0",
                "Pragma: no-cache",
                "Warning: 110 - \"stale\"",
                "Surrogate-Control: max-age=9",
                "CDN-Cache-Control:",
                "Alt-Svc: clear",
                "Cache-Group-Invalidation: \"a\"",
                "Accept-Ranges: bytes"));
        Response first = page.get();
        assertThat(page.isHit()).isTrue();
        Response stored = page.get();
        for (Response one : List.of(first, stored)) {
            assertThat(one.field("Cache-Control")).isEqualTo("max-age=60, foo=\"bar, baz\", immutable");
            assertThat(one.field("X-Unheard-Of")).isEqualTo("Some  value, with; \"odd\\\" signs");
            assertThat(one.field("X-Empty")).isEmpty();
            assertThat(one.all("Link")).containsExactly("</a.css>; rel=preload", "</b.css>; rel=preload");
            assertThat(one.field("Server")).isEqualTo("gunicorn");
            assertThat(one.field("Content-Type")).isEqualTo("text/plain; charset=\"utf-8\"");
            assertThat(one.field("Content-Language")).isEqualTo("de");
            assertThat(one.field("Content-Location")).isEqualTo("/other");
            assertThat(one.field("Expires")).isEqualTo("0");
            assertThat(one.field("Pragma")).isEqualTo("no-cache");
            assertThat(one.field("Warning")).isEqualTo("110 - \"stale\"");
            assertThat(one.field("Surrogate-Control")).isEqualTo("max-age=9");
            assertThat(one.field("CDN-Cache-Control")).isEmpty();
            assertThat(one.field("Alt-Svc")).isEqualTo("clear");
            assertThat(one.field("Cache-Group-Invalidation")).isEqualTo("\"a\"");
            assertThat(one.field("Accept-Ranges")).isEqualTo("bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1\"",
                "W/\"1\"",
                "w/\"1\"",
                "unquoted",
                "\"\"",
                "W/\"\"",
                "\"a\"b\"",
                "'1'",
                "\"with space\"",
                "W/1",
                "*"
            })
    void anEntityTagComesBackAsItWasHoweverItIsWritten(String tag) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "ETag: " + tag));
        assertThat(page.get().field("ETag")).isEqualTo(tag);
        assertThat(page.isHit()).isTrue();
        assertThat(page.get().field("ETag")).isEqualTo(tag);
    }

    @Test
    void whatConnectionNamesIsNeitherForwardedNorStored() throws IOException {
        Dialogue page = stage.safe(page(
                "Cache-Control: max-age=60",
                "Connection: X-Hop, x-Other",
                "Connection: keep-alive",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "X-Hop: 1",
                "X-OTHER: 2",
                "Upgrade: h2c",
                "TE: trailers",
                "X-End: 3"));
        for (int i = 0; i < 2; i++) {
            Response one = page.get();
            for (String gone : List.of("X-Hop", "X-Other", "Keep-Alive", "Proxy-Connection", "Upgrade", "TE")) {
                assertThat(one.field(gone)).as(gone).isNull();
            }
            assertThat(one.field("X-End")).isEqualTo("3");
        }
        assertThat(page.asked()).hasSize(1);
    }

    @Test
    void whatIsForAProxyIsNotStored() throws IOException {
        Dialogue page = stage.letter(page(
                "Cache-Control: max-age=60",
                "Proxy-Authenticate: Basic",
                "Proxy-Authentication-Info: nextnonce=\"1\"",
                "Proxy-Authorization: Basic eDp5"));
        assertThat(page.isReused()).isTrue();
        Response stored = page.get();
        assertThat(stored.field("Proxy-Authenticate")).isNull();
        assertThat(stored.field("Proxy-Authentication-Info")).isNull();
        assertThat(stored.field("Proxy-Authorization")).isNull();
    }

    @Test
    void trailersDoNotBecomeFields() throws IOException {
        Dialogue page = stage.safe(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n"
                        + "Trailer: X-Late, ETag\r\n\r\n6\r\na page\r\n0\r\nX-Late: 1\r\nETag: \"late\"\r\nSet-Cookie: a=b\r\n\r\n");
        for (int i = 0; i < 2; i++) {
            Response one = page.get();
            assertThat(one.text()).isEqualTo("a page");
            assertThat(one.field("X-Late")).isNull();
            assertThat(one.field("ETag")).isNull();
            assertThat(one.field("Set-Cookie")).isNull();
        }
        assertThat(page.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private=\"X-Mine\"",
                "private=\"x-mine, X-Other\"",
                "Private=\"X-Other\", PRIVATE=\"X-Mine\"",
                "private=X-Mine",
                "private=\" , X-MINE ,\"",
                "no-cache=\"X-Mine\"",
                "no-cache=X-Mine",
                "No-Cache=\"X-Mine,X-Absent\"",
                "private=\"X-Absent\", no-cache=\"X-Mine\""
            })
    void qualifiedFieldsStayOut(String directive) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix, page("Cache-Control: max-age=60, " + directive, "X-Mine: 1", "X-MINE: 2", "X-Ours: 3"));
            assertThat(page.get().all("X-Mine")).as("the one who asked").containsExactly("1", "2");
            assertThat(page.isHit()).isTrue();
            Response stored = page.get();
            assertThat(stored.all("X-Mine")).isEmpty();
            assertThat(stored.field("X-Ours")).isEqualTo("3");
        }
    }

    @Test
    void theEdgeGivesEachAnswerARequestIdOfItsOwn() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "X-Request-Id: the-first-one"));
        page.get();
        assertThat(page.get().all("X-Request-Id")).doesNotContain("the-first-one");
    }

    @Test
    void aResponseWithoutDateGetsOne() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600"));
        String date = page.get().field("Date");
        stage.skip(100);
        assertThat(page.get().field("Date"))
                .as("when it came, not when it is used")
                .isEqualTo(date);
        Dialogue dated = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(-50)));
        String given = dated.get().field("Date");
        stage.skip(100);
        assertThat(dated.get().field("Date")).isEqualTo(given);
        assertThat(Scene.field(page.asked().getFirst(), "Date")).isEmpty();
    }
}
