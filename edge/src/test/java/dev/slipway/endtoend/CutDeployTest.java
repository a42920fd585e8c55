package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deploy whose connection breaks within a frame changes nothing, and the next one sends only the rest. */
class CutDeployTest {
    @TempDir
    Path folder;

    @Test
    void aCutDeployLeavesWhatIsLiveAndIsContinued() throws Exception {
        try (RunningNode node = RunningNode.start(folder);
                Visitor visitor = new Visitor(node)) {
            ControlClient client = node.client();
            SampleRelease live = SampleRelease.numbered(1);
            String name = live.deploy(client).name();
            client.activate(RunningNode.SITE, "production", new ActivationRequest(name, null, null, null));

            SampleRelease next = SampleRelease.numbered(2);
            Release announced = client.announce(RunningNode.SITE, next.draft());
            List<ControlClient.Content> contents = next.contents(announced.missing());
            assertThat(contents).hasSizeGreaterThan(10);
            List<Integer> ends = new ArrayList<>();
            byte[] frames = frames(contents, ends);
            // Within the first head, at its end, within the first content, and within heads and contents further on.
            int[] offsets = {10, 68, 100, ends.get(2) + 30, ends.get(4) + 90, ends.get(6) - 1};
            for (int offset : offsets) {
                cut(node, frames, offset);
                live.expectLive(visitor);
                assertThat(client.release(RunningNode.SITE, announced.name()).state())
                        .isEqualTo("receiving");
            }

            List<String> whole = announced.missing().subList(0, 6);
            List<String> missing = Eventually.get(
                    () -> client.announce(RunningNode.SITE, next.draft()).missing(),
                    left -> left.size() == announced.missing().size() - whole.size());
            assertThat(missing).doesNotContainAnyElementsOf(whole);

            assertThat(client.sendContents(RunningNode.SITE, next.contents(missing)))
                    .isEqualTo(missing.size());
            Release published = SampleRelease.publish(client, announced.name());
            live.expectLive(visitor);
            client.activate(RunningNode.SITE, "production", new ActivationRequest(published.name(), null, null, null));
            next.expectLive(visitor);
        }
    }

    /** The frames one behind the other, and where each ends. */
    private static byte[] frames(List<ControlClient.Content> contents, List<Integer> ends) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (ControlClient.Content content : contents) {
            frames.write((content.digest() + " " + content.size() + "\n").getBytes(StandardCharsets.US_ASCII));
            content.writeTo(frames);
            ends.add(frames.size());
        }
        return frames.toByteArray();
    }

    /** Announces all of the frames' length and goes away after so many bytes of them. */
    private static void cut(RunningNode node, byte[] frames, int offset) throws IOException {
        URI control = URI.create(node.control());
        String head = "POST /v1/sites/" + RunningNode.SITE + "/contents HTTP/1.1\r\nHost: " + control.getAuthority()
                + "\r\nAuthorization: Bearer " + node.token() + "\r\nContent-Length: " + frames.length + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frames, 0, offset);
            socket.getOutputStream().flush();
        }
    }
}
