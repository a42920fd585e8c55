package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk of a team that ships: deploy, promote, the page with the new asset, the old asset still there, roll back, all
 * as before, roll back again. With real uvicorn behind the edge, and clients that ask all the while.
 */
class DemoWalkTest {
    private static final Pattern STYLESHEET = Pattern.compile("rel=\"stylesheet\" href=\"([^\"]+)\"");
    private static final String PAGE = "/products/";

    @TempDir
    Path temporary;

    @Test
    void shipsAndTakesBackUnderLoadWithoutOneFailedRequest() throws Exception {
        try (RunningDemo demo = new RunningDemo(temporary)) {
            String product = product(demo);
            String first = stylesheet(demo);
            assertThat(body(demo, first)).contains("--accent: #0f766e");
            Map<String, String> asFirst = probe(demo, product);
            List<String> mix =
                    List.of("/", product, first, "/static/manifest.json", "/api/products", "/whoami", "/cart/");
            try (Load load = new Load(demo.shell(), temporary, demo.port(), product, mix)) {
                String second = change(demo, "#c2410c");
                slipway(demo, 0, "deploy");
                assertThat(stylesheet(demo)).as("published is not live").isEqualTo(first);
                assertThat(body(demo, second))
                        .as("but its fingerprinted files answer")
                        .contains("#c2410c");

                slipway(demo, 0, "promote", newest(demo), "production", "--reason", "a walk");
                assertThat(stylesheet(demo)).isEqualTo(second);
                assertThat(body(demo, first))
                        .as("an open tab still finds its style sheet")
                        .contains("#0f766e");
                Map<String, String> asSecond = probe(demo, product);

                String third = change(demo, "#7c3aed");
                slipway(demo, 0, "deploy", "--activate", "production", "--note", "a walk");
                assertThat(stylesheet(demo)).isEqualTo(third);

                slipway(demo, 0, "rollback", "production");
                assertThat(probe(demo, product)).as("all as before the third").isEqualTo(asSecond);
                slipway(demo, 0, "rollback", "production");
                assertThat(probe(demo, product)).as("all as before the second").isEqualTo(asFirst);
                assertThat(body(demo, third))
                        .as("and no asset was lost on the way")
                        .contains("#7c3aed");

                Shell.Result refused = slipway(demo, 3, "rollback", "production");
                assertThat(refused.err()).contains("Nothing to roll back", "expected", "retry", "next");
                load.stopAndExpectNoFailure(demo.shell());
            }
            List<ProcessHandle> started = demo.processes();
            assertThat(started).hasSizeGreaterThanOrEqualTo(3);
            assertThat(demo.interrupt()).isZero();
            assertThat(started).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void everyCommandThatTheDemoPrintsWorksAsPrinted() throws Exception {
        try (RunningDemo demo = new RunningDemo(temporary)) {
            List<String> commands = new ArrayList<>();
            for (String line : demo.guide().lines().map(String::strip).toList()) {
                if (line.startsWith("curl ")
                        || line.startsWith("./slipway ")
                        || line.startsWith("SHOP_USER_A=")
                        || line.startsWith("sed ")
                        || line.startsWith("/usr/bin/python3 ")) {
                    commands.add(line);
                }
            }
            assertThat(commands).hasSizeGreaterThanOrEqualTo(11);
            for (String command : commands) {
                Shell.Result result = demo.shell().line(command);
                assertThat(result.code())
                        .as(command + "\n" + result.out() + result.err())
                        .isZero();
            }
            assertThat(commands).anyMatch(command -> command.contains("rollback"));

            List<String> documented = Files.readAllLines(Shell.repository().resolve("docs/caching.md")).stream()
                    .filter(line -> line.startsWith("slipway purge ") || line.startsWith("slipway explain "))
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .toList();
            assertThat(documented).hasSizeGreaterThanOrEqualTo(4);
            for (String command : documented) {
                slipway(demo, 0, command.substring("slipway ".length()).split(" +"));
            }
        }
    }

    /** The first product that the front page links to. */
    private static String product(RunningDemo demo) throws IOException, InterruptedException {
        Matcher link = Pattern.compile("href=\"(" + PAGE + "[^\"]+)\"").matcher(body(demo, "/"));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static String stylesheet(RunningDemo demo) throws IOException, InterruptedException {
        Matcher link = STYLESHEET.matcher(body(demo, "/"));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    /** Changes the accent colour, builds, and returns the path of the new style sheet. */
    private static String change(RunningDemo demo, String colour) throws IOException, InterruptedException {
        Path css = demo.shop().resolve("assets/site.css");
        Files.writeString(
                css, Files.readString(css).replaceFirst("--accent: #[0-9a-f]+;", "--accent: " + colour + ";"));
        Shell.Result built = demo.shell()
                .run(List.of("/usr/bin/python3", demo.shop().resolve("build.py").toString()));
        assertThat(built.code()).as(built.err()).isZero();
        Matcher name = Pattern.compile("\"css/site\\.css\": \"([^\"]+)\"")
                .matcher(Files.readString(demo.shop().resolve("dist/manifest.json")));
        assertThat(name.find()).isTrue();
        return name.group(1);
    }

    private static Shell.Result slipway(RunningDemo demo, int code, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Shell.slipway(arguments));
        command.addAll(List.of("-C", demo.shop().toString()));
        Shell.Result result = demo.shell().run(command);
        assertThat(result.code())
                .as(command + "\n" + result.out() + result.err())
                .isEqualTo(code);
        return result;
    }

    private static String newest(RunningDemo demo) throws IOException, InterruptedException {
        Matcher name = Pattern.compile("\\d{4}-\\d{2}-\\d{2}\\.\\d+")
                .matcher(slipway(demo, 0, "releases").out());
        assertThat(name.find()).isTrue();
        return name.group();
    }

    /** Status, chosen fields and body of what a visitor sees. */
    private static Map<String, String> probe(RunningDemo demo, String product)
            throws IOException, InterruptedException {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String path : List.of("/", product, "/static/manifest.json", "/static/robots.txt", "/static/none.css")) {
            String answer = curl(demo, "-i", path);
            seen.put(
                    path,
                    answer.lines()
                            .filter(line -> !line.matches(
                                    "(?i)(date|age|cache-status|x-request-id|server|set-cookie):.*|Request [0-9a-f]+"))
                            .toList()
                            .toString());
        }
        return seen;
    }

    private static String body(RunningDemo demo, String path) throws IOException, InterruptedException {
        return curl(demo, "-f", path);
    }

    private static String curl(RunningDemo demo, String flag, String path) throws IOException, InterruptedException {
        Shell.Result result =
                demo.shell().run(List.of("curl", "-sS", flag, "http://shop.localhost:" + demo.port() + path));
        assertThat(result.code()).as(path + " " + result.err()).isZero();
        return result.out();
    }
}
