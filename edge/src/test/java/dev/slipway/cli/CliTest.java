package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CliTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<ServeOptions> served = new ArrayList<>();
    private String silent = "";

    @BeforeEach
    void findSilentAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent = "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** To accept a change of the text: run with {@code -Dslipway.golden=write} and read the difference. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "configure",
                "validate",
                "deploy",
                "promote",
                "rollback",
                "releases",
                "diff",
                "status",
                "purge",
                "explain",
                "check",
                "rehearse",
                "ship",
                "note",
                "note new",
                "note show",
                "note list",
                "token",
                "token create",
                "token list",
                "token revoke",
                "logs",
                "version",
                ""
            })
    void everyVerbExplainsItself(String verb) throws IOException {
        int code = run((verb + " --help").strip().split(" "));

        String name = verb.isEmpty() ? "slipway" : verb.replace(' ', '-');
        String help = text(out);
        if ("write".equals(System.getProperty("slipway.golden"))) {
            Path repository = Path.of(Objects.requireNonNull(System.getProperty("slipway.repository")));
            Files.writeString(
                    repository.resolve("edge/src/test/resources/dev/slipway/cli/help/" + name + ".txt"), help);
        }
        assertThat(code).isZero();
        assertThat(help).contains("Example: ").doesNotContain("\u001b");
        try (var golden = Objects.requireNonNull(CliTest.class.getResourceAsStream("help/" + name + ".txt"))) {
            assertThat(help).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "status --frobnicate",
                "promote",
                "promote a b c",
                "diff one",
                "token",
                "token create ci",
                "logs -n many",
                "demo --port many"
            })
    void wrongUsageEndsWith2(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(text(err)).isNotBlank();
        assertThat(text(out)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "releases --site shop",
                "promote 2026-11-22.1 production --site shop",
                "rollback production --site shop",
                "rollback --site shop",
                "diff a b --site shop",
                "purge production --site shop --tag news",
                "explain http://shop.localhost/ --site shop",
                "token list",
                "token revoke ci",
                "logs"
            })
    void aNodeThatDoesNotAnswerEndsWith4(String line) {
        int code = run((line + " --node " + silent).split(" "));

        assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(text(err))
                .startsWith("slipway: The node does not answer\n  failed    no answer from " + silent)
                .contains("\n  expected  ", "\n  retry     safe\n", "\n  next      ");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aRefusalIsJsonWhereJsonWasAsked() {
        assertThat(run("status", "--json", "--node", silent)).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(text(out)).contains("\"type\" : \"urn:slipway:problem:unreachable\"");
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "deploy", "configure", "serve"})
    void aFolderWithoutConfigurationIsRefused(String verb) {
        assertThat(run(verb)).isEqualTo(ExitCode.REFUSED);
        assertThat(text(err)).contains(folder + " has neither slipway.toml nor a pyproject.toml with [tool.slipway]");
        assertThat(served).isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThat(run("status", "--node", "localhost:9090")).isEqualTo(ExitCode.REFUSED);
        assertThat(text(err)).contains("--node is \"localhost:9090\"");
    }

    @Test
    void aBusyPortNamesItselfAndItsOption() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = run("demo", "--port", String.valueOf(busy.getLocalPort()), "--control-port", "0");

            assertThat(code).isEqualTo(ExitCode.REFUSED);
            assertThat(text(err)).contains("127.0.0.1:" + busy.getLocalPort(), "--port");
        }
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(
                Map.of("XDG_STATE_HOME", folder.toString()),
                folder,
                folder,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        return new Cli(terminal, options -> {
                    served.add(options);
                    return ExitCode.DONE;
                })
                .run(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
