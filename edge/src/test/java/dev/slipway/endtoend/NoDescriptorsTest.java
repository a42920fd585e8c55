package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose process may open no more files: who is connected is served, and who came too early is, when others leave. */
class NoDescriptorsTest {
    private static final int DESCRIPTORS = 200;

    @TempDir
    Path folder;

    private static String ask(RawClient client) throws IOException {
        client.send("GET /static/x HTTP/1.1\r\nHost: " + RunningNode.HOST + "\r\n\r\n");
        return client.read().status() + "";
    }

    @Test
    void connectionsThatAreOpenGoOnAndOthersFollowWhenThereIsRoom() throws Exception {
        try (RunningNode node = RunningNode.start(folder, command -> {
            List<String> limited = new ArrayList<>(List.of("prlimit", "--nofile=" + DESCRIPTORS));
            limited.addAll(command);
            return limited;
        })) {
            List<RawClient> clients = new ArrayList<>();
            try {
                RawClient first = RawClient.to(node.port());
                clients.add(first);
                // Twice: what comes again is remembered, by classes that take a descriptor where they lie in folders,
                // as here.
                assertThat(ask(first)).isEqualTo("404");
                assertThat(ask(first)).isEqualTo("404");
                for (int i = 0; i < DESCRIPTORS; i++) {
                    clients.add(RawClient.to(node.port())); // the system accepts them; the process cannot
                }
                assertThat(ask(first)).isEqualTo("404");
                assertThat(node.isAlive()).isTrue();
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
            String answer = Eventually.get(() -> answerOf(node), "404"::equals);
            assertThat(answer).isEqualTo("404");
        }
    }

    private static String answerOf(RunningNode node) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            return ask(client);
        } catch (SocketTimeoutException | SocketException | java.io.EOFException notYet) {
            return notYet.toString();
        }
    }
}
