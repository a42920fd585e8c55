package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** What the app learns of the client, and what no client can make it believe. */
class ForwardedFieldsTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.7");

    @Test
    void theAppLearnsWhoAskedAndHow() {
        assertThat(toApp(false, "Host", "ignored", "Accept", "*/*")).isEqualTo("""
                host: shop.localhost:8080
                accept: */*
                x-forwarded-for: 192.0.2.7
                x-forwarded-proto: http
                x-forwarded-host: shop.localhost:8080
                x-forwarded-port: 8080
                forwarded: for=192.0.2.7;host="shop.localhost:8080";proto=http
                via: 1.1 slipway
                slipway-release: 2026-11-22.3
                """);
    }

    /** RFC 7239 §8.1: what a stranger says about itself is not believed. */
    @Test
    void aStrangersForwardedFieldsAreReplaced() {
        String fields = toApp(
                false,
                "X-Forwarded-For",
                "10.0.0.1",
                "X-Forwarded-For",
                "10.0.0.2",
                "X_Forwarded_For",
                "10.0.0.3",
                "Forwarded",
                "for=10.0.0.4",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil.test",
                "X-Forwarded-Port",
                "1",
                "X-Forwarded-Prefix",
                "/evil",
                "X-Real-IP",
                "10.0.0.5",
                "X-Request-Id",
                "spoofed",
                "Slipway-Release",
                "spoofed");

        assertThat(fields).doesNotContain("10.0.0.", "evil", "spoofed", "https", "x-real-ip");
        assertThat(fields)
                .containsOnlyOnce("x-forwarded-for: 192.0.2.7\n")
                .containsOnlyOnce("x-forwarded-port: 8080\n");
    }

    @Test
    void aTrustedProxyIsBelievedAndAppendedTo() {
        String fields = toApp(
                true,
                "X-Forwarded-For",
                "203.0.113.9",
                "X-Forwarded-For",
                "198.51.100.1",
                "Forwarded",
                "for=203.0.113.9",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.test",
                "X-Forwarded-Port",
                "443",
                "X-Forwarded-Prefix",
                "/app");

        assertThat(fields)
                .contains("x-forwarded-for: 203.0.113.9, 198.51.100.1, 192.0.2.7\n")
                .contains("forwarded: for=203.0.113.9, for=192.0.2.7;host=\"shop.localhost:8080\";proto=http\n")
                .contains("x-forwarded-proto: https\n", "x-forwarded-host: shop.test\n", "x-forwarded-port: 443\n")
                .contains("x-forwarded-prefix: /app\n");
    }

    /** RFC 7239 §6: IPv6 is bracketed and quoted there, and bare in X-Forwarded-For. */
    @Test
    void ipv6IsWrittenAsEachFieldWantsIt() {
        Fields fields = ForwardedFields.toApp(
                head(), new ForwardedFields.Hop(InetAddress.ofLiteral("2001:db8::1"), false, "https", 443), null);

        assertThat(fields.get("X-Forwarded-For")).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(fields.get("Forwarded")).startsWith("for=\"[2001:db8:0:0:0:0:0:1]\";");
        assertThat(fields.contains("Slipway-Release")).isFalse();
    }

    /** RFC 9110 §7.6.1. */
    @Test
    void fieldsOfOneConnectionGoNoFurther() {
        String fields = toApp(
                false,
                "Connection",
                "close, X-Private",
                "connection",
                "X-Also",
                "X-Private",
                "1",
                "X-Also",
                "2",
                "Keep-Alive",
                "timeout=5",
                "Proxy-Connection",
                "keep-alive",
                "Proxy-Authorization",
                "Basic x",
                "TE",
                "trailers",
                "Trailer",
                "Digest",
                "Transfer-Encoding",
                "chunked",
                "Content-Length",
                "5",
                "Upgrade",
                "h2c",
                "Expect",
                "100-continue",
                "X-Public",
                "3");

        assertThat(fields).contains("x-public: 3\n");
        assertThat(fields)
                .doesNotContain("x-private", "x-also", "keep-alive", "proxy-", "te:", "trailer", "transfer-", "upgrade")
                .doesNotContain("expect", "content-length", "connection");
    }

    @Test
    void connectionCannotRemoveWhatIsEndToEnd() {
        String fields = toApp(
                false,
                "Connection",
                "host, cookie, authorization, x-forwarded-for, forwarded, via, x-request-id",
                "Cookie",
                "session=1",
                "Authorization",
                "Bearer x",
                "Via",
                "1.0 other");

        assertThat(fields)
                .contains("host: shop", "cookie: session=1\n", "authorization: Bearer x\n", "x-forwarded-for: 192")
                .contains("via: 1.0 other, 1.1 slipway\n")
                .doesNotContain("x-request-id");
    }

    /** Both spellings become one variable in WSGI. */
    @Test
    void anUnderscoreNameBesideItsHyphenNameIsDropped() {
        assertThat(toApp(false, "X_User", "admin", "X-User", "me", "only_one", "kept"))
                .contains("x-user: me\n", "only_one: kept\n")
                .doesNotContain("admin");
    }

    /** RFC 9110 §7.6.3. */
    @Test
    void aLoopIsSeenInVia() {
        assertThat(ForwardedFields.isLoop(Fields.of("Via", "1.1 nginx, 1.1 Slipway (x)")))
                .isTrue();
        assertThat(ForwardedFields.isLoop(Fields.of("Via", "1.1 nginx", "Via", "HTTP/1.1\tslipway")))
                .isTrue();
        assertThat(ForwardedFields.isLoop(Fields.of("Via", "1.1 slipway-two, slipway, 1.1")))
                .isFalse();
        assertThat(ForwardedFields.isLoop(Fields.EMPTY)).isFalse();
    }

    @Test
    void answersLoseTheFieldsOfTheirConnectionToo() {
        Fields answer = Fields.of(
                "Connection", "X-Internal, Cache-Control, Set-Cookie",
                "X-Internal", "1",
                "Set-Cookie", "a=b",
                "Cache-Control", "private",
                "Keep-Alive", "timeout=5",
                "Content-Length", "3");

        assertThat(ForwardedFields.ofResponse(answer).toString())
                .isEqualTo("set-cookie: a=b\ncache-control: private\ncontent-length: 3\n");
    }

    private static String toApp(boolean trusted, String... fields) {
        return ForwardedFields.toApp(head(fields), new ForwardedFields.Hop(PEER, trusted, "http", 8080), "2026-11-22.3")
                .toString();
    }

    private static RequestHead head(String... fields) {
        return new RequestHead(
                "GET", RequestTarget.parse("/"), "shop.localhost:8080", Fields.of(fields), HttpVersion.HTTP_1_1);
    }
}
