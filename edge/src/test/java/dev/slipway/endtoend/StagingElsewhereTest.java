package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node has staging, another has production and trusts what the first has seen. The nodes' files and the commands are those
 * of the guide, on ports of the test's own.
 */
class StagingElsewhereTest {
    private static final Pattern KEY = Pattern.compile("\"key\" : \"([^\"]+)\"");

    @TempDir
    Path folder;

    private ShippingRepository repository;
    private RunningNode staging;
    private RunningNode production;
    private List<String> commands;

    @BeforeEach
    void bothHaveTheFirstRelease() throws Exception {
        Guide guide = Guide.section("shipping.md", "Staging on another node");
        commands = guide.blocks("sh");
        assertThat(commands).hasSize(5);
        repository = new ShippingRepository(Files.createDirectories(folder.resolve("repository")));
        staging = node("staging", guide.blocks("toml").get(0));
        production = node("production", guide.blocks("toml").get(1));
        repository.set("STAGING", staging.control());
        repository.set("PRODUCTION", production.control());
        repository.begin();
        // Names of releases are each node's own: here they differ from the beginning.
        Shell.Result first =
                run("slipway deploy --node $PRODUCTION\n" + commands.get(0).replaceFirst("(?m)^export .*$", ""));
        assertThat(first.code()).as(first.err()).isZero();
    }

    @AfterEach
    void end() throws Exception {
        try {
            repository.end();
        } finally {
            for (RunningNode node : new RunningNode[] {staging, production}) {
                if (node != null) {
                    node.close();
                }
            }
        }
    }

    private RunningNode node(String environment, String toml) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(environment));
        Files.writeString(
                home.resolve("slipway.toml"),
                toml.replace("\"shop\"", '"' + ShippingRepository.SITE + '"')
                        .replace("shop.localhost", "shipping.localhost")
                        .replaceAll("127\\.0\\.0\\.1:800\\d", "127.0.0.1:" + repository.port(environment))
                        .replaceAll("127\\.0\\.0\\.1:[89]0[89]\\d", "127.0.0.1:0"));
        return RunningNode.start(home);
    }

    /** Lines of the guide, with both nodes' tokens where their machines would have them. */
    private Shell.Result run(String lines) throws IOException, InterruptedException {
        return new ShippingScript(repository.shellWith(tokens()), folder).run(lines, Map.of());
    }

    private Map<String, String> tokens() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home/slipway"));
        for (RunningNode node : List.of(staging, production)) {
            String port = node.control().substring(node.control().lastIndexOf(':') + 1);
            Files.writeString(home.resolve("control-127.0.0.1-" + port + ".token"), node.token());
        }
        return Map.of("XDG_STATE_HOME", folder.resolve("home").toString());
    }

    private static String live(RunningNode node, String environment) {
        return node.client()
                .activations(ShippingRepository.SITE, environment)
                .getFirst()
                .release();
    }

    private void change(String from, String to) throws IOException, InterruptedException {
        repository.replace("app.py", from, to).commit(to);
    }

    private String home(String query) throws IOException, InterruptedException {
        return ShippingRepository.get(production, "shipping.localhost", "/?" + query);
    }

    /** What {@code ship} says where it refuses; nothing may have changed. */
    private String refusal() throws IOException, InterruptedException {
        String before = live(production, "production");
        Shell.Result refused = run(commands.get(1).lines().skip(1).findFirst().orElseThrow());
        assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(3);
        assertThat(live(production, "production")).isEqualTo(before);
        return refused.err();
    }

    private void trustStaging() throws IOException, InterruptedException {
        Matcher key = KEY.matcher(run(commands.get(2)).out());
        assertThat(key.find()).isTrue();
        Path file = folder.resolve("production/slipway.toml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("trusted_rehearsals = []", "trusted_rehearsals = [\"" + key.group(1) + "\"]"));
        Shell.Result configured = run(commands.get(3).replace("/etc/slipway/production.toml", file.toString()));
        assertThat(configured.code()).as(configured.err()).isZero();
    }

    private int releases() {
        return production.client().releases(ShippingRepository.SITE).size();
    }

    @Test
    void whatOneNodeRehearsedAnotherShips() throws Exception {
        repository.record("A warmer welcome", "[\"errors * <= 1%\"]", "rollback");
        change("Welcome", "Welcome back");

        Shell.Result untrusted = run(commands.get(1));
        assertThat(untrusted.code()).as(untrusted.out() + untrusted.err()).isEqualTo(3);
        assertThat(untrusted.err()).contains("its key MCow", "is not among [node] trusted_rehearsals");
        trustStaging();
        int held = releases();
        Path file = folder.resolve("rehearsal.json");
        String proof = Files.readString(file);
        Files.writeString(file, proof.replaceFirst("(\"at\" : \")\\d{4}", "$12999"));
        assertThat(refusal()).contains("its signature is not that of its key");
        Files.writeString(file, proof);

        Shell.Result shipped = run(commands.get(1).lines().skip(1).findFirst().orElseThrow());

        assertThat(shipped.code()).as(shipped.out() + shipped.err()).isZero();
        assertThat(shipped.out()).contains("in shipping/production: done");
        assertThat(releases()).as("what was sent is used again").isEqualTo(held);
        assertThat(home("fresh")).contains("Welcome back");

        anotherFileIsNotShipped(proof);
        theNextOneStartsFromWhatWasShipped();
    }

    private void anotherFileIsNotShipped(String proof) throws IOException, InterruptedException {
        Files.writeString(repository.folder().resolve("dist/style.css"), "body { color: blue }\n");
        repository.commit("another file");
        assertThat(refusal()).contains("has other files than were rehearsed");
        Files.writeString(folder.resolve("rehearsal.json"), proof.substring(0, proof.length() / 2));
        assertThat(refusal()).contains("rehearsal.json holds none");
        Files.delete(folder.resolve("rehearsal.json"));
        assertThat(refusal()).contains("there is no ", "rehearsal.json");
        repository.line("git reset -q --hard HEAD~1");
    }

    private void theNextOneStartsFromWhatWasShipped() throws IOException, InterruptedException {
        String first = live(staging, "staging");
        change("Welcome back", "Welcome again");
        Shell.Result rehearsed = run(commands.get(1).lines().findFirst().orElseThrow());
        assertThat(rehearsed.code()).as(rehearsed.err()).isZero();
        change("Welcome again", "Hello again");

        run(commands.get(1).lines().findFirst().orElseThrow());
        assertThat(refusal()).contains("it was rehearsed from release", "make live what production has");
        Shell.Result promoted = run(commands.get(4).replace("RELEASE", first));
        assertThat(promoted.code()).as(promoted.err()).isZero();

        Shell.Result shipped = run(commands.get(1));
        assertThat(shipped.code()).as(shipped.out() + shipped.err()).isZero();
        assertThat(home("again")).contains("Hello again");
    }
}
