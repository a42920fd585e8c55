package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.origin.AppFields;
import dev.slipway.origin.ForwardedFields.Hop;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class DressedFieldsTest {
    private static final Fields SENT = Fields.of("Accept", "*/*", "Cookie", "session=1");
    private static final Hop HOP = hop("192.0.2.7", false, "http");

    private final DressedFields dressed = new DressedFields();

    private static Hop hop(String peer, boolean trusted, String scheme) {
        return new Hop(InetAddress.ofLiteral(peer), trusted, scheme, 8080);
    }

    private static RequestHead head(String method, String authority, Fields fields, HttpVersion version) {
        return new RequestHead(method, RequestTarget.parse("/"), authority, fields, version);
    }

    private static RequestHead head(Fields fields) {
        return head("GET", "shop.localhost", fields, HttpVersion.HTTP_1_1);
    }

    private AppFields made() {
        return dressed.of(head(SENT), HOP, "2026-12-01.1");
    }

    @Test
    void theSameFieldsFromTheSameClientAreDressedOnce() {
        assertThat(made()).isSameAs(made());
        assertThat(made().fields().get("X-Forwarded-For")).isEqualTo("192.0.2.7");
    }

    @Test
    void whateverElseDecidesMakesThemAnew() {
        assertThat(dressed.of(head(SENT), hop("192.0.2.8", false, "http"), "2026-12-01.1")
                        .fields()
                        .get("X-Forwarded-For"))
                .isEqualTo("192.0.2.8");
        assertThat(dressed.of(head(SENT), hop("192.0.2.7", false, "https"), "2026-12-01.1")
                        .fields()
                        .get("X-Forwarded-Proto"))
                .isEqualTo("https");
        assertThat(dressed.of(head(SENT), HOP, "2026-12-01.2").fields().get("Slipway-Release"))
                .isEqualTo("2026-12-01.2");
        assertThat(dressed.of(head(SENT), HOP, null).fields().contains("Slipway-Release"))
                .isFalse();
        assertThat(dressed.of(head("GET", "other.localhost", SENT, HttpVersion.HTTP_1_1), HOP, "2026-12-01.1")
                        .fields()
                        .get("Host"))
                .isEqualTo("other.localhost");
        assertThat(dressed.of(head("GET", "shop.localhost", SENT, HttpVersion.HTTP_2), HOP, "2026-12-01.1")
                        .fields()
                        .get("Via"))
                .startsWith("2");
        assertThat(made().fields().get("X-Forwarded-For")).isEqualTo("192.0.2.7");
    }

    /** The same proxy, once believed and once not: what a stranger says of itself must not come from the table. */
    @Test
    void trustIsPartOfIt() {
        Fields forwarded = Fields.of("X-Forwarded-For", "203.0.113.9");
        assertThat(dressed.of(head(forwarded), hop("192.0.2.7", true, "http"), null)
                        .fields()
                        .get("X-Forwarded-For"))
                .isEqualTo("203.0.113.9, 192.0.2.7");
        assertThat(dressed.of(head(forwarded), HOP, null).fields().get("X-Forwarded-For"))
                .isEqualTo("192.0.2.7");
    }

    /** RFC 9110 §7.6.2: an OPTIONS has one hop less left, the same fields of a GET do not. */
    @Test
    void theMethodThatChangesAFieldIsNotMixedUp() {
        Fields hops = Fields.of("Max-Forwards", "5");
        assertThat(dressed.of(head(hops), HOP, null).fields().get("Max-Forwards"))
                .isEqualTo("5");
        assertThat(dressed.of(head("OPTIONS", "shop.localhost", hops, HttpVersion.HTTP_1_1), HOP, null)
                        .fields()
                        .get("Max-Forwards"))
                .isEqualTo("4");
        assertThat(dressed.of(head(hops), HOP, null).fields().get("Max-Forwards"))
                .isEqualTo("5");
    }

    @Test
    void equalFieldsOfAnotherRequestAreNotTakenForTheSame() {
        Fields equal = Fields.of("Accept", "*/*", "Cookie", "session=1");
        assertThat(dressed.of(head(equal), HOP, "2026-12-01.1")).isNotSameAs(made());
    }
}
