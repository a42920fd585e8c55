package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ControlClient;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A release made up by a test, and its deploy, step by step as the command line does it.
 *
 * @param files content by path; a path with {@code asset} in it counts as fingerprinted
 * @param configuration the text of its {@code slipway.toml}
 */
record SampleRelease(Map<String, byte[]> files, String configuration) {
    private static final int FILES = 40;
    private static final long PUBLISH_SECONDS = 60;

    /** Forty small files: pages that every release has with its own content, and assets, some of them shared. */
    static SampleRelease numbered(int number) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < FILES; i++) {
            boolean page = i % 4 == 0;
            int generation = i % 4 == 1 ? number / 8 : number;
            byte[] content = ("file " + i + " of release " + generation + ", ")
                    .repeat(20 + 7 * i)
                    .getBytes(StandardCharsets.UTF_8);
            String name = page
                    ? "page-" + i + ".html"
                    : "asset-" + i + "." + Digest.of(content).hex().substring(0, 12) + ".js";
            files.put("/static/" + name, content);
        }
        return new SampleRelease(files, RunningNode.configuration(RunningNode.HOST));
    }

    static SampleRelease of(Map<String, byte[]> files) {
        return new SampleRelease(files, RunningNode.configuration(RunningNode.HOST));
    }

    /** Writes it as a folder from which the command line deploys: {@code slipway.toml} and {@code dist}. */
    Path writeTo(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve("dist" + file.getKey().substring("/static".length()));
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Files.writeString(folder.resolve("slipway.toml"), configuration);
        return folder;
    }

    ReleaseDraft draft() {
        List<ReleaseDraft.File> announced = new ArrayList<>();
        files.forEach((path, content) -> announced.add(
                new ReleaseDraft.File(path, Digest.of(content).hex(), content.length, path.contains("asset"))));
        return new ReleaseDraft(
                configuration, announced, new ReleaseDraft.Origin("tester", null, null, null, null, null), List.of());
    }

    /** The contents of those digests, in that order. */
    List<ControlClient.Content> contents(List<String> digests) {
        Map<String, byte[]> byDigest = new LinkedHashMap<>();
        files.values().forEach(content -> byDigest.put(Digest.of(content).hex(), content));
        List<ControlClient.Content> contents = new ArrayList<>();
        for (String digest : digests) {
            contents.add(new Bytes(digest, byDigest.getOrDefault(digest, new byte[0])));
        }
        return contents;
    }

    /** Announces, sends what is missing, publishes, and waits until it is published. */
    Release deploy(ControlClient client) throws InterruptedException {
        Release release = client.announce(RunningNode.SITE, draft());
        if (!release.missing().isEmpty()) {
            client.sendContents(RunningNode.SITE, contents(release.missing()));
        }
        return publish(client, release.name());
    }

    static Release publish(ControlClient client, String name) throws InterruptedException {
        Release release = client.publish(RunningNode.SITE, name);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PUBLISH_SECONDS);
        while (!release.state().equals("published")) {
            assertThat(release.state()).as(String.valueOf(release.problem())).isNotEqualTo("failed");
            assertThat(System.nanoTime()).as("publishes in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
            release = client.release(RunningNode.SITE, name);
        }
        return release;
    }

    /** Asserts that every file answers with its own bytes, as it does while this release is live. */
    void expectLive(Visitor visitor) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Visitor.Answer answer = visitor.get(file.getKey());
            assertThat(answer.status()).as(file.getKey()).isEqualTo(200);
            assertThat(answer.body()).as(file.getKey()).isEqualTo(file.getValue());
        }
    }

    /** One content on its way. */
    private record Bytes(String digest, byte[] content) implements ControlClient.Content {
        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(content);
        }
    }
}
