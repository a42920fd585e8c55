package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to end finishes what runs, within its time, and takes nothing new. */
class DrainTest {
    /** More than the systems of both sides hold for a reader who does not read. */
    private static final int BYTES = 24 << 20;

    private static final String PATH = "/static/film.jpg";

    @TempDir
    Path folder;

    @Test
    void aSlowDownloadFinishesWhole() throws Exception {
        byte[] film = film();
        try (RunningNode node = RunningNode.start(folder);
                Visitor idle = new Visitor(node);
                Visitor slow = Visitor.narrow(node)) {
            deploy(node, film);
            assertThat(idle.get(PATH + ".none").status()).isEqualTo(404);
            slow.ask(RunningNode.HOST, PATH);
            slow.awaitFirstByte();

            node.terminate();
            idle.expectEnd();
            Eventually.get(() -> refusesNewConnections(node), refused -> refused);
            assertThat(node.isAlive()).as("waits for the slow one").isTrue();

            Visitor.Answer answer = slow.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(film);
            slow.expectEnd();
            slow.close();
            assertThat(node.awaitEnd()).as(node.errors()).isZero();
        }
    }

    @Test
    void aDownloadBeyondTheDrainTimeIsCut() throws Exception {
        Files.writeString(folder.resolve("slipway.toml"), RunningNode.configuration(RunningNode.HOST) + """

                [node.limits]
                drain_time = "1s"
                """);
        try (RunningNode node = RunningNode.start(folder);
                Visitor stuck = Visitor.narrow(node)) {
            deploy(node, film());
            stuck.ask(RunningNode.HOST, PATH);
            stuck.awaitFirstByte();

            node.terminate();

            assertThat(node.awaitEnd()).as(node.errors()).isZero();
            assertThatThrownBy(stuck::read).isInstanceOf(IOException.class);
        }
    }

    private static boolean refusesNewConnections(RunningNode node) throws IOException {
        try (Visitor late = new Visitor(node)) {
            return late == null;
        } catch (ConnectException refused) {
            return true;
        }
    }

    private static byte[] film() {
        byte[] content = new byte[BYTES];
        new Random(BYTES).nextBytes(content);
        return content;
    }

    private static void deploy(RunningNode node, byte[] film) throws InterruptedException {
        ControlClient client = node.client();
        String release = SampleRelease.of(Map.of(PATH, film)).deploy(client).name();
        client.activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
    }
}
