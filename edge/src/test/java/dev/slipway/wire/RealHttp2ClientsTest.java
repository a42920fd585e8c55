package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Command;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 in the clear as curl, nghttp and h2load speak it. */
class RealHttp2ClientsTest {
    @TempDir
    Path folder;

    private App app;
    private Edge edge;

    @BeforeEach
    void start() throws IOException {
        app = App.playing(connection -> {
            while (connection.readHead().contains("Content-Length: 300000")) {
                connection.socket().getInputStream().readNBytes(300_000);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken");
            }
        });
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    private static String run(String... command) throws Exception {
        Command done = Command.run(command);
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    private String url(String path) {
        return "http://" + Edge.HOST + ":" + edge.port() + path;
    }

    private String[] curl(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--http2-prior-knowledge",
                "--resolve",
                Edge.HOST + ":" + edge.port() + ":127.0.0.1",
                "-w",
                "\n%{http_version} %{http_code}"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void curlByPriorKnowledge() throws Exception {
        assertThat(run(curl(url("/a")))).isEqualTo("content of a\n2 200");
        assertThat(run(curl("-I", url("/a")))).contains("content-length: 12").endsWith("2 200");
        assertThat(run(curl("-o", folder.resolve("big").toString(), url("/big"))))
                .endsWith("2 200");
        assertThat(Files.size(folder.resolve("big"))).isEqualTo(Small.BIG);
    }

    @Test
    void curlSendsABody() throws Exception {
        Path form = Files.write(folder.resolve("form"), new byte[300_000]);
        assertThat(run(curl("--data-binary", "@" + form, url("/app/")))).isEqualTo("taken\n2 200");
    }

    @Test
    void curlThatUpgradesIsAnsweredOverHttp1() throws Exception {
        String[] command = curl(url("/a"));
        command[2] = "--http2";
        assertThat(run(command)).isEqualTo("content of a\n1.1 200");
    }

    @Test
    void nghttpWithItsTreeOfPriorities() throws Exception {
        String output = run(
                "nghttp",
                "-nv",
                "-H",
                ":authority: " + Edge.HOST,
                "http://127.0.0.1:" + edge.port() + "/a",
                "http://127.0.0.1:" + edge.port() + "/big");
        assertThat(output).contains(":status: 200").doesNotContain("error_code=PROTOCOL_ERROR");
    }

    @Test
    void h2loadWithManyStreamsOnManyConnections() throws Exception {
        String output = run(
                "h2load",
                "-n4000",
                "-c8",
                "-m100",
                "-t1",
                "-H",
                ":authority: " + Edge.HOST,
                "http://127.0.0.1:" + edge.port() + "/a",
                "http://127.0.0.1:" + edge.port() + "/b");
        assertThat(output)
                .contains("4000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("4000 2xx");
    }
}
