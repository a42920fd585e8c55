package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownPartsTest {
    private static final int MOST = 20;

    private final KnownParts known = new KnownParts();

    private RequestFraming decode(String line, String fields) throws Refused {
        byte[] bytes = (line + "\r\n" + fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return RequestDecoder.decode(bytes, bytes.length, MOST, known);
    }

    /** What {@link KnownParts} keeps from its second time on. */
    private RequestFraming decodeTwice(String line, String fields) throws Refused {
        decode(line, fields);
        return decode(line, fields);
    }

    @Test
    void aSectionThatCameTwiceIsNotDecodedAgain() throws Refused {
        String fields = "Host: shop.localhost\r\nAccept: */*\r\nConnection: close\r\n";
        RequestFraming second = decodeTwice("GET /a HTTP/1.1", fields);
        RequestFraming third = decode("HEAD /b?x=1 HTTP/1.1", fields);
        assertThat(third.head().fields()).isSameAs(second.head().fields());
        assertThat(third.head().method()).isEqualTo("HEAD");
        assertThat(third.head().target().raw()).isEqualTo("/b?x=1");
        assertThat(third.head().authority()).isEqualTo("shop.localhost");
        assertThat(third.keepAlive()).isFalse();
    }

    /** As many sections with a tag of one picture each as there are pictures, and one that each page has. */
    @Test
    void sectionsThatComeOnceDoNotPushOutWhatComesAgain() throws Refused {
        String fields = "Host: shop.localhost\r\nAccept: */*\r\n";
        Fields kept = decodeTwice("GET / HTTP/1.1", fields).head().fields();
        for (int i = 0; i < 1_000; i++) {
            decode("GET / HTTP/1.1", fields + "If-None-Match: \"" + i + "\"\r\n");
        }
        assertThat(decode("GET / HTTP/1.1", fields).head().fields()).isSameAs(kept);
    }

    @Test
    void oneByteMakesAnotherSection() throws Refused {
        RequestFraming first =
                decodeTwice("GET / HTTP/1.1", "Host: shop.localhost\r\nCookie: session=aaaaaaaaaaaaaaaaaaaa\r\n");
        RequestFraming second =
                decode("GET / HTTP/1.1", "Host: shop.localhost\r\nCookie: session=aaaaaaaaaaaaaaaaaaab\r\n");
        assertThat(first.head().fields().get("Cookie")).isEqualTo("session=aaaaaaaaaaaaaaaaaaaa");
        assertThat(second.head().fields().get("Cookie")).isEqualTo("session=aaaaaaaaaaaaaaaaaaab");
    }

    /** More sections than there are places for: those that share one are told apart by their bytes. */
    @Test
    void sectionsThatShareAPlaceAreNotMixedUp() throws Refused {
        for (int i = 0; i < 1_000; i++) {
            String cookie = "session=" + i;
            assertThat(decodeTwice("GET / HTTP/1.1", "Host: shop.localhost\r\nCookie: " + cookie + "\r\n")
                            .head()
                            .fields()
                            .get("Cookie"))
                    .isEqualTo(cookie);
        }
    }

    /** The absolute form has to agree with Host in every request (RFC 9112 §3.2.2). */
    @Test
    void theTargetIsHeldAgainstTheKnownHost() throws Refused {
        decodeTwice("GET / HTTP/1.1", "Host: shop.localhost\r\n");
        assertThat(decode("GET http://shop.localhost/x HTTP/1.1", "Host: shop.localhost\r\n")
                        .head()
                        .target()
                        .path())
                .isEqualTo("/x");
        assertThatThrownBy(() -> decode("GET http://other.localhost/x HTTP/1.1", "Host: shop.localhost\r\n"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo("target-disagrees-with-host"));
    }

    /** RFC 9112 §9.3 and RFC 9110 §10.1.1: without Connection the version says whether the connection stays. */
    @Test
    void anOlderVersionIsNotAnsweredFromWhatANewerOneSaid() throws Refused {
        assertThat(decodeTwice("GET / HTTP/1.1", "Host: shop.localhost\r\n").keepAlive())
                .isTrue();
        assertThat(decode("GET / HTTP/1.0", "Host: shop.localhost\r\n").keepAlive())
                .isFalse();
        assertThat(decode("GET / HTTP/1.0", "Host: shop.localhost\r\n").head().version())
                .isEqualTo(HttpVersion.HTTP_1_0);
    }

    @Test
    void whatAnnouncesABodyIsDecodedEachTime() throws Refused {
        RequestFraming first = decodeTwice("POST / HTTP/1.1", "Host: shop.localhost\r\nContent-Length: 5\r\n");
        RequestFraming second = decode("POST / HTTP/1.1", "Host: shop.localhost\r\nContent-Length: 5\r\n");
        assertThat(second.bodyLength()).isEqualTo(5);
        assertThat(second.head().fields()).isNotSameAs(first.head().fields());
    }

    @Test
    void whatIsRefusedStaysRefused() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> decode("GET / HTTP/1.1", "Host: a\r\nHost: b\r\n"))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo("repeated-host"));
        }
    }

    @Test
    void longSectionsAreDecodedEachTime() throws Refused {
        String fields = "Host: shop.localhost\r\nCookie: " + "x".repeat(3_000) + "\r\n";
        assertThat(decode("GET / HTTP/1.1", fields).head().fields())
                .isNotSameAs(decodeTwice("GET / HTTP/1.1", fields).head().fields());
    }

    @Test
    void aTargetThatCameTwiceIsNotDecodedAgain() throws Refused {
        String fields = "Host: shop.localhost\r\n";
        RequestTarget second =
                decodeTwice("GET /caf%C3%A9?x=1 HTTP/1.1", fields).head().target();
        RequestTarget third =
                decode("HEAD /caf%C3%A9?x=1 HTTP/1.1", fields).head().target();
        RequestTarget older =
                decode("GET /caf%C3%A9?x=1 HTTP/1.0", fields).head().target();
        assertThat(third)
                .isSameAs(decode("GET /caf%C3%A9?x=1 HTTP/1.1", fields).head().target());
        assertThat(List.of(third, older)).containsOnly(second);
        assertThat(third.path()).isEqualTo("/caf\u00e9");
        assertThat(third.query()).isEqualTo("x=1");
    }

    /** More targets than there are places for: those that share one are told apart by their bytes. */
    @Test
    void targetsThatShareAPlaceAreNotMixedUp() throws Refused {
        for (int i = 0; i < 3_000; i++) {
            String path = "/img/" + i + ".jpg";
            assertThat(decodeTwice("GET " + path + " HTTP/1.1", "Host: shop.localhost\r\n")
                            .head()
                            .target())
                    .isEqualTo(new RequestTarget(path, path, "", false));
        }
    }

    /** RFC 9112 §3.2: which form a target may have depends on the method. */
    @Test
    void aKnownTargetIsJudgedByTheMethod() throws Refused {
        decodeTwice("GET / HTTP/1.1", "Host: shop.localhost\r\n");
        assertThat(decode("OPTIONS / HTTP/1.1", "Host: shop.localhost\r\n")
                        .head()
                        .target()
                        .path())
                .isEqualTo("/");
        for (String method : List.of("TRACE", "CONNECT")) {
            assertThatThrownBy(() -> decode(method + " / HTTP/1.1", "Host: shop.localhost\r\n"))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo("method-not-offered"));
        }
    }

    @Test
    void aTargetThatIsRefusedStaysRefused() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> decode("GET /a#b HTTP/1.1", "Host: shop.localhost\r\n"))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo("bad-target"));
        }
    }

    @Test
    void theHostOfAKnownSectionIsWithoutItsPort() throws Refused {
        for (String host : List.of("shop.localhost:8080", "[::1]:8080", "[::1]", "shop.localhost")) {
            RequestHead before =
                    decode("GET / HTTP/1.1", "Host: " + host + "\r\n").head();
            decode("GET / HTTP/1.1", "Host: " + host + "\r\n");
            RequestHead known =
                    decode("GET / HTTP/1.1", "Host: " + host + "\r\n").head();
            assertThat(known).isEqualTo(before);
            assertThat(known.host()).isEqualTo(host.replace(":8080", ""));
        }
    }
}
