package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.origin.AppFailure.Reason;
import dev.slipway.site.AppAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool in front of apps that behave and apps that do not. */
class NettyAppPoolTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Key: a\r\nConnection: x-key\r\n\r\nok";

    @Test
    void anAnswerComesWithoutTheFieldsOfItsConnection() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(OK));
                Client client = Client.of(app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.failure()).isNull();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.fields().toString()).isEqualTo("content-length: 2\n");
        }
    }

    @Test
    void theRequestIsWrittenHostFirstWithItsFramingLast() throws Exception {
        var heads = new LinkedBlockingQueue<String>();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    String head = with.readHead();
                    heads.add(head == null ? "" : head);
                    with.send(OK);
                    with.hang();
                });
                Client client = Client.of(app.address())) {
            client.ask("POST", "/a?b=%20c");

            assertThat(heads.poll(5, TimeUnit.SECONDS))
                    .isEqualTo(
                            "POST /a?b=%20c HTTP/1.1\r\nHost: shop.localhost\r\nAccept: */*\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void oneConnectionServesOneRequestAfterAnother() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(OK));
                Client client = Client.of(app.address())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
            assertThat(app.connections()).isEqualTo(1);
            assertThat(client.idle()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unixSocketsWorkAsTcpDoes(boolean nio, @TempDir Path folder) throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.unix(folder.resolve("app.sock"), ScriptedOrigin.always(OK));
                Client client = nio ? Client.onNio(app.address()) : Client.of(app.address())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(app.connections()).isEqualTo(1);
        }
    }

    @Test
    void nioWorksWhereEpollIsMissing() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(OK));
                Client client = Client.onNio(app.address())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\n\r\nhello",
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length:5  \r\n\r\nhello"
            })
    void everyFramingIsUnderstoodByteByByte(String text) throws Exception {
        for (boolean slowly : new boolean[] {true, false}) {
            try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                        with.readHead();
                        if (slowly) {
                            with.sendByteByByte(text);
                        } else {
                            with.send(text);
                        }
                    });
                    Client client = Client.of(app.address())) {
                Client.Answer answer = client.get("/");

                assertThat(answer.failure()).isNull();
                assertThat(answer.bodyFailure()).isNull();
                assertThat(answer.body()).isEqualTo("hello");
                assertThat(answer.interims()).hasSize(text.contains("103") ? 1 : 0);
            }
        }
    }

    @Test
    void headAnd304HaveNoBodyWhateverTheySay() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    for (String head = with.readHead(); head != null; head = with.readHead()) {
                        with.send(
                                head.startsWith("HEAD")
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
                                        : "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n");
                    }
                });
                Client client = Client.of(app.address())) {
            assertThat(client.ask("HEAD", "/").fields().get("Content-Length")).isEqualTo("500");
            assertThat(client.get("/").status()).isEqualTo(304);
            assertThat(app.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedConnectionGoesToTheNextAddressWithAnyMethod() throws Exception {
        try (Socket refusing = new Socket()) {
            // Bound and not listening: nobody else can take the port meanwhile.
            refusing.bind(new InetSocketAddress("127.0.0.1", 0));
            anyMethodGoesPast(new AppAddress.Tcp("127.0.0.1", refusing.getLocalPort()));
        }
    }

    private static void anyMethodGoesPast(AppAddress gone) throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(OK));
                Client client = Client.of(gone, app.address())) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask("POST", "/").status()).isEqualTo(200);
            }
            assertThat(client.pool().health())
                    .extracting(AppPool.AddressHealth::healthy)
                    .containsExactly(false, true);
        }
    }

    @Test
    void allRefusedIsUnreachableAndStillTriedAgain(@TempDir Path folder) throws Exception {
        Path gone = folder.resolve("app.sock");
        try (Client client = Client.of(new AppAddress.Unix(gone))) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").failure())
                        .extracting(AppFailure::reason)
                        .isEqualTo(Reason.UNREACHABLE);
            }
            try (ScriptedOrigin back = ScriptedOrigin.unix(gone, ScriptedOrigin.always(OK))) {
                assertThat(client.get("/").status()).isEqualTo(200);
                assertThat(back.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aPooledConnectionThatTurnsOutClosedIsTriedOnceMoreForSafeMethodsOnly() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send(OK);
                    // The next request on this connection meets a closing app.
                    if (with.readHead() != null) {
                        with.reset();
                    }
                });
                Client client = Client.of(app.address())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(app.connections()).isEqualTo(2);
            assertThat(client.ask("POST", "/").failure())
                    .extracting(AppFailure::reason)
                    .isEqualTo(Reason.CLOSED);
            assertThat(app.connections()).isEqualTo(2);
        }
    }

    @Test
    void aFreshConnectionThatClosesIsNeverTriedAtTheSameAddress() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.reset();
                });
                Client client = Client.of(app.address())) {
            assertThat(client.get("/").failure()).extracting(AppFailure::reason).isEqualTo(Reason.CLOSED);
            assertThat(app.connections()).isEqualTo(1);
        }
    }

    @Test
    void aFreshConnectionThatClosesIsTriedOnceAtAnotherAddress() throws Exception {
        ScriptedOrigin.Script closing = with -> with.readHead();
        try (ScriptedOrigin bad = ScriptedOrigin.tcp(closing);
                ScriptedOrigin good = ScriptedOrigin.tcp(ScriptedOrigin.always(OK));
                Client client = Client.of(bad.address(), good.address())) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(bad.connections()).isBetween(1, 3);
        }
    }

    @Test
    void anAppThatHangsIsGivenUp() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.Conversation::hang);
                Client client = Client.of(Client.limits(Duration.ofMillis(200)), app.address())) {
            assertThat(client.get("/").failure()).extracting(AppFailure::reason).isEqualTo(Reason.ANSWER_TIMEOUT);
        }
    }

    @Test
    void aBodyThatHangsFails() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    with.hang();
                });
                Client client = Client.of(Client.limits(Duration.ofMillis(200)), app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.body()).isEqualTo("half");
            assertThat(answer.bodyFailure()).hasMessageContaining("no progress");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"
            })
    void aBodyThatEndsEarlyFails(String text) throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send(text);
                    with.halfClose();
                    with.hang();
                });
                Client client = Client.of(app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.body()).isEqualTo("half");
            assertThat(answer.bodyFailure()).isNotNull();
        }
    }

    @Test
    void bytesThatNobodyAskedForNeverReachTheNextRequest() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send(OK);
                    if (with.number() == 1) {
                        with.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    }
                    with.hang();
                });
                Client client = Client.of(app.address())) {
            client.get("/");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (client.idle() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(app.connections()).isEqualTo(2);
        }
    }

    @Test
    void cancelClosesTheConnection() throws Exception {
        var closed = new LinkedBlockingQueue<String>();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.hang();
                    closed.add("closed");
                });
                Client client = Client.of(app.address())) {
            Client.Collector collector = client.send("GET", "/", null, 0);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (app.connections() == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            AppPool.Call call = Objects.requireNonNull(collector.call);
            call.cancel();
            call.cancel();

            assertThat(closed.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(collector.answer).isNotDone();
        }
    }

    @Test
    void bytesThatComeToAnIdleConnectionCloseIt() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send(OK);
                    with.readHead();
                    with.send(OK);
                    // The second request was answered; what follows late belongs to nobody.
                    if (with.number() == 1) {
                        Thread.yield();
                        with.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    }
                    with.hang();
                });
                Client client = Client.of(app.address())) {
            client.get("/");
            client.get("/");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (client.idle() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(client.idle()).isZero();
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void anIdleConnectionIsClosedBeforeTheAppWouldCloseIt() throws Exception {
        var closed = new LinkedBlockingQueue<Long>();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send(OK);
                    long since = System.nanoTime();
                    with.hang();
                    closed.add(System.nanoTime() - since);
                });
                Client client = Client.of(app.address())) {
            client.get("/");

            Long after = closed.poll(10, TimeUnit.SECONDS);
            assertThat(after).isNotNull().isBetween(AppConnection.IDLE_NANOS / 2, 5_000_000_000L);
            assertThat(client.idle()).isZero();
        }
    }
}
