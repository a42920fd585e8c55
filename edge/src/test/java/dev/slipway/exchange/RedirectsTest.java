package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.RequestTarget;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /old        | /new                  | /old              | /new
                    /old        | /new                  | /old?a=b&c        | /new?a=b&c
                    /old        | /new?x=y              | /old?a=b          | /new?x=y&a=b
                    /old        | /new#top              | /old?a=b          | /new?a=b#top
                    /old/*      | /new/*                | /old/a/b?q        | /new/a/b?q
                    /old/*      | /new/*                | /old/             | /new/
                    /old/*      | https://new.test/*    | /old/a            | https://new.test/a
                    /*          | /*                    | //evil.test/x     | /evil.test/x
                    /*          | /*                    | /%2f%2fevil.test  | /evil.test
                    /*          | /*                    | /%5cevil.test     | /evil.test
                    /*          | /*                    | /\\evil.test      | /evil.test
                    /*          | /*                    | /%09/evil.test    | /%09/evil.test
                    /*          | https://new.test/*    | /@evil.test       | https://new.test/@evil.test
                    /old/*      | /new/*                | /old/a%0d%0aX:y   | /new/a%0D%0AX:y
                    /old/*      | /new/*                | /old/caf%C3%A9    | /new/caf%C3%A9
                    /old/*      | /new/*                | /old/a%3Fb%23c    | /new/a%3Fb%23c
                    /old/*      | /new/*                | /old/a%25b        | /new/a%25b
                    """)
    void whereto(String match, String to, String asked, String location) {
        Serve.Redirect redirect = new Serve.Redirect(to, 308);
        Route route = Routes.of(match, redirect);

        assertThat(Redirects.location(RequestTarget.parse(asked), route, redirect))
                .isEqualTo(location);
    }

    @Test
    void overTheWire(@TempDir Path folder) throws IOException {
        try (Edge edge = Edge.with(new Contents(folder))
                        .routes(Routes.redirect("/moved", "/new", 301), Routes.redirect("/kept", "/new", 308))
                        .start();
                RawClient client = edge.connect()) {
            client.send("GET /moved HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            Response moved = client.read();
            assertThat(moved.status()).isEqualTo(301);
            assertThat(moved.field("Location")).isEqualTo("/new");
            client.send("POST /kept HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.read().status()).isEqualTo(308);
            client.send("POST /moved HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nhi");
            Response refused = client.read();
            assertThat(refused.status()).as("a client would turn it into GET").isEqualTo(405);
            assertThat(refused.field("Allow")).isEqualTo("GET, HEAD");
            client.send("HEAD /kept HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            assertThat(client.readOfHead().status()).isEqualTo(308);
        }
    }
}
