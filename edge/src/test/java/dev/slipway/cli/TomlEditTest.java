package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TomlEditTest {
    @Test
    void changesOneValueAndKeepsEveryOtherLine() {
        String text = """
                site = "shop"
                listen = "mine"   # not the node's

                [environment.staging]
                app = [
                  "http://127.0.0.1:1",
                  "http://127.0.0.1:2",
                ]
                hosts = ["a"]

                [node]
                control = "x"
                """;

        String edited = new TomlEdit(text)
                .set("environment.staging", "app", "[\"http://127.0.0.1:9\"]")
                .set("node", "listen", "[\"127.0.0.1:1\"]")
                .set("retain", "days", "3")
                .toString();

        assertThat(edited).isEqualTo("""
                site = "shop"
                listen = "mine"   # not the node's

                [environment.staging]
                app = ["http://127.0.0.1:9"]
                hosts = ["a"]

                [node]
                listen = ["127.0.0.1:1"]
                control = "x"

                [retain]
                days = 3
                """);
    }

    @Test
    void quotes() {
        assertThat(TomlEdit.quoted("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    }
}
