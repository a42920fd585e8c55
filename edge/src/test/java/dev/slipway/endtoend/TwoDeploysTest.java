package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two deploys of one site at once: neither harms the other, and visitors see one release or the other. */
class TwoDeploysTest {
    private static final Pattern NUMBER = Pattern.compile("of release (\\d+),");

    @TempDir
    Path folder;

    @Test
    void oneWinsAndTheOtherSucceedsWhenRepeated() throws Exception {
        try (RunningNode node = RunningNode.start(folder);
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            ControlClient client = node.client();
            promote(client, SampleRelease.numbered(0).deploy(client).name());
            AtomicBoolean over = new AtomicBoolean();
            Future<List<Integer>> seen = threads.submit(() -> watch(node, over));
            try {
                Future<Shell.Result> first = threads.submit(() -> deploy(node, 1));
                Future<Shell.Result> second = threads.submit(() -> deploy(node, 2));
                List<Shell.Result> results = List.of(first.get(), second.get());
                assertThat(results).as("one wins").anyMatch(result -> result.code() == 0);
                for (int i = 0; i < 2; i++) {
                    if (results.get(i).code() != 0) {
                        expectNamed(results.get(1 - i), results.get(i));
                        Shell.Result again = deploy(node, i + 1);
                        assertThat(again.code()).as(again.err()).isZero();
                    }
                }
            } finally {
                over.set(true);
            }

            List<Integer> activated = new ArrayList<>();
            for (Activation activation :
                    client.activations(RunningNode.SITE, "production").reversed()) {
                activated.add(numberOf(client, activation.release()));
            }
            assertThat(activated).containsExactlyInAnyOrder(0, 1, 2).startsWith(0);
            assertThat(activated).containsSubsequence(seen.get());
            try (Visitor visitor = new Visitor(node)) {
                SampleRelease.numbered(activated.getLast()).expectLive(visitor);
            }
        }
    }

    @Test
    void aDeployWhileAnotherIsSendingIsRefusedAndHarmsNothing() throws Exception {
        try (RunningNode node = RunningNode.start(folder);
                Visitor visitor = new Visitor(node)) {
            ControlClient client = node.client();
            SampleRelease live = SampleRelease.numbered(0);
            promote(client, live.deploy(client).name());

            SampleRelease slow = SampleRelease.numbered(1);
            Release announced = client.announce(RunningNode.SITE, slow.draft());
            byte[] frames = frames(slow.contents(announced.missing()));
            URI control = URI.create(node.control());
            try (Socket sending = new Socket(InetAddress.getLoopbackAddress(), control.getPort())) {
                sending.getOutputStream().write(head(node, control, frames.length));
                sending.getOutputStream().write(frames, 0, 100);

                Shell.Result refused = deploy(node, 2);
                assertThat(refused.code()).as(refused.err()).isEqualTo(3);
                assertThat(refused.err())
                        .contains("release " + announced.name() + " of site faults is being deployed by tester")
                        .containsPattern("retry +safe")
                        .containsPattern("next +Wait until it is published");
                live.expectLive(visitor);

                sending.getOutputStream().write(frames, 100, frames.length - 100);
                Eventually.get(
                        () -> client.announce(RunningNode.SITE, slow.draft()).missing(), List::isEmpty);
            }
            promote(client, SampleRelease.publish(client, announced.name()).name());
            slow.expectLive(visitor);

            Shell.Result again = deploy(node, 2);
            assertThat(again.code()).as(again.err()).isZero();
            SampleRelease.numbered(2).expectLive(visitor);
        }
    }

    /** Deploys as a user in a folder of the release's own does. */
    private Shell.Result deploy(RunningNode node, int number) throws IOException, InterruptedException {
        Path own = SampleRelease.numbered(number).writeTo(Files.createDirectories(folder.resolve("release-" + number)));
        Shell shell = new Shell(own, Map.of("SLIPWAY_URL", node.control(), "SLIPWAY_TOKEN", node.token()));
        return shell.run(Shell.slipway("deploy", "--activate", "production"));
    }

    /** Asserts that the loser was told of the winner's release, whose deploy or whose activation came first. */
    private static void expectNamed(Shell.Result winner, Shell.Result loser) {
        assertThat(loser.code()).as(loser.err()).isEqualTo(3);
        String name = winner.out().lines().findFirst().orElseThrow().split(" ", 2)[0];
        assertThat(loser.err()).contains("release " + name);
        if (loser.err().contains("is being deployed by")) {
            assertThat(loser.err()).containsPattern("retry +safe");
        } else {
            assertThat(loser.err()).contains("replaces activation").containsPattern("next +Look at `slipway status`");
        }
    }

    /** The releases that a visitor sees, each whole; one that stays is named once. */
    private static List<Integer> watch(RunningNode node, AtomicBoolean over) throws IOException {
        List<Integer> seen = new ArrayList<>();
        try (Visitor visitor = new Visitor(node)) {
            boolean last;
            do {
                last = over.get();
                for (int page = 0; page < 40; page += 4) {
                    String path = "/static/page-" + page + ".html";
                    Visitor.Answer answer = visitor.get(path);
                    assertThat(answer.status()).as(path).isEqualTo(200);
                    int number = numberIn(answer.text());
                    assertThat(answer.body())
                            .as(path)
                            .isEqualTo(SampleRelease.numbered(number).files().get(path));
                    if (seen.isEmpty() || seen.getLast() != number) {
                        seen.add(number);
                    }
                }
            } while (!last);
        }
        return seen;
    }

    private static int numberIn(String text) {
        Matcher matcher = NUMBER.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static int numberOf(ControlClient client, String release) {
        List<String> digests = client.files(RunningNode.SITE, release).stream()
                .map(file -> file.sha256())
                .toList();
        for (int number = 0; number < 3; number++) {
            if (SampleRelease.numbered(number).draft().files().stream()
                    .allMatch(file -> digests.contains(file.sha256()))) {
                return number;
            }
        }
        throw new AssertionError("nobody deployed " + release);
    }

    private static void promote(ControlClient client, String release) {
        client.activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
    }

    private static byte[] frames(List<ControlClient.Content> contents) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (ControlClient.Content content : contents) {
            frames.write((content.digest() + " " + content.size() + "\n").getBytes(StandardCharsets.US_ASCII));
            content.writeTo(frames);
        }
        return frames.toByteArray();
    }

    private static byte[] head(RunningNode node, URI control, int length) {
        return ("POST /v1/sites/" + RunningNode.SITE + "/contents HTTP/1.1\r\nHost: " + control.getAuthority()
                        + "\r\nAuthorization: Bearer " + node.token() + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
