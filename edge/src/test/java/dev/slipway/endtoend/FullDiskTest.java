package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.ControlException;
import dev.slipway.api.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deploy that the disk has no room for is refused; what is live goes on, and one that fits succeeds right after. */
class FullDiskTest {
    private static final int DISK_MIB = 16;

    @TempDir
    Path folder;

    @Test
    void aDeployThatDoesNotFitIsRefusedAndOneThatFitsFollows() throws Exception {
        assumeTrue(mountingWorks(), "unshare is not installed, or may not mount here");
        try (RunningNode node = RunningNode.start(folder, this::onSmallDisk);
                Visitor visitor = new Visitor(node)) {
            ControlClient client = node.client();
            SampleRelease live = SampleRelease.numbered(1);
            promote(client, live.deploy(client).name());

            SampleRelease large = random(3 * DISK_MIB, 1 << 20);
            for (int attempt = 0; attempt < 2; attempt++) {
                Release announced = client.announce(RunningNode.SITE, large.draft());
                assertThat(announced.missing()).hasSize(large.files().size());
                ControlException refused = catchThrowableOfType(
                        ControlException.class,
                        () -> client.sendContents(RunningNode.SITE, large.contents(announced.missing())));
                assertThat(refused).as("the disk is full").isNotNull();
                assertThat(refused.problem().status()).isEqualTo(507);
                assertThat(refused.problem().type()).endsWith("disk-full");
                assertThat(refused.problem().retry()).isEqualTo("safe");
                live.expectLive(visitor);
            }

            SampleRelease small = random(DISK_MIB / 2, 1 << 20);
            promote(client, small.deploy(client).name());
            small.expectLive(visitor);
        }
    }

    @Test
    void aDeployThatFillsTheDiskWhileItIsCompressedFailsAndOneThatFitsFollows() throws Exception {
        assumeTrue(mountingWorks(), "unshare is not installed, or may not mount here");
        try (RunningNode node = RunningNode.start(folder, this::onSmallDisk);
                Visitor visitor = new Visitor(node)) {
            ControlClient client = node.client();
            SampleRelease live = SampleRelease.numbered(1);
            promote(client, live.deploy(client).name());

            // Compressed, it takes half of what it takes plain, in three forms: more than there is room for.
            SampleRelease large = hexadecimal(DISK_MIB - 6);
            Release announced = client.announce(RunningNode.SITE, large.draft());
            client.sendContents(RunningNode.SITE, large.contents(announced.missing()));
            client.publish(RunningNode.SITE, announced.name());
            Release failed = Eventually.get(
                    () -> client.release(RunningNode.SITE, announced.name()),
                    release -> !release.state().equals("publishing"));
            assertThat(failed.state()).isEqualTo("failed");
            assertThat(failed.problem()).isNotBlank();
            live.expectLive(visitor);

            SampleRelease small = hexadecimal(2);
            promote(client, small.deploy(client).name());
            small.expectLive(visitor);
        }
    }

    private static void promote(ControlClient client, String release) {
        client.activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
    }

    /** The state folder is a file system of its own, which only the node sees and which goes with it. */
    private List<String> onSmallDisk(List<String> command) {
        try {
            Files.createDirectories(folder.resolve("state"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<String> wrapped = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + DISK_MIB + "m tmpfs state && exec \"$@\"",
                "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    private boolean mountingWorks() throws IOException, InterruptedException {
        Path probe = Files.createDirectories(folder.resolve("probe"));
        try {
            return RunningNode.shell(folder)
                            .run(List.of("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", probe.toString()))
                            .code()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static SampleRelease random(int count, int size) {
        Random random = new Random(count);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            files.put("/static/picture-" + i + ".jpg", content);
        }
        return SampleRelease.of(files);
    }

    /** Text in files of 1 MiB that shrinks to half and no further. */
    private static SampleRelease hexadecimal(int count) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        random(count, 1 << 19)
                .files()
                .forEach((name, content) -> files.put(
                        name.replace(".jpg", ".txt"),
                        java.util.HexFormat.of()
                                .formatHex(content)
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        return SampleRelease.of(files);
    }
}
