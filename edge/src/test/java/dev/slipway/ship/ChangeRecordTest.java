package dev.slipway.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Change records, and every complaint about one with file, line and column. */
class ChangeRecordTest {
    private static ChangeRecord valid(String text) {
        return switch (ChangeRecord.parse(text, "changes/x.md")) {
            case ChangeRecord.Parsed.Valid valid -> valid.record();
            case ChangeRecord.Parsed.Invalid invalid -> throw new AssertionError(invalid.complaints());
        };
    }

    private static List<String> complaints(String text) {
        return switch (ChangeRecord.parse(text, "changes/x.md")) {
            case ChangeRecord.Parsed.Valid valid -> List.of();
            case ChangeRecord.Parsed.Invalid invalid -> invalid.complaints();
        };
    }

    @Test
    void theTemplateIsValid() {
        ChangeRecord record = valid(ChangeRecord.template("Smaller \"hero\" images", "mara@shop.test", "production"));

        assertThat(record.title()).isEqualTo("Smaller \"hero\" images");
        assertThat(record.owner()).isEqualTo("mara@shop.test");
        assertThat(record.expected()).extracting(Expectation::text).containsExactly("errors * <= 0.1%");
        assertThat(record.window()).isEqualTo(Duration.ofMinutes(5));
        assertThat(record.rollsBack()).isFalse();
        assertThat(record.body()).startsWith("Why we do it");
    }

    @Test
    void saysEverythingAtOnceWithItsPlace() {
        assertThat(complaints("""
                +++
                title = "x"
                expected = ["p95 site <= 1ms",
                            "speed site <= 1ms"]
                rollback = ""
                data = "maybe"
                window = "two days"
                colour = "red"
                +++
                """))
                .containsExactlyInAnyOrder(
                        "changes/x.md:8:1: found the key colour, expected one of data, expected, minimum, on_missed, owner,"
                                + " rollback, title, window. Remove it, or correct its name.",
                        "changes/x.md:6:1: found \"maybe\", expected one of compatible, none, one-way. Choose one.",
                        "changes/x.md:1:1: found no owner, expected a text. Add owner = \"…\".",
                        "changes/x.md:4:13: expected: found the metric \"speed\", expected p50, p95, p99 or another percentile,"
                                + " errors, bytes, hits or requests",
                        "changes/x.md:5:1: found nothing in rollback, expected a text. Add rollback = \"…\".",
                        "changes/x.md:7:1: found \"two days\", expected a time up to 24h, such as \"90s\", \"10m\" or \"2h\". Correct it.");
    }

    @Test
    void whatGoesOneWayIsNotTakenBackByItself() {
        String text = ChangeRecord.template("x", "y", "production")
                .replace("\"none\" ", "\"one-way\" ")
                .replace("\"report\"", "\"rollback\"");

        assertThat(complaints(text)).hasSize(1).first().asString().contains("one-way");
    }

    @Test
    void withoutAHeadThereIsNoRecord() {
        assertThat(complaints("# Hello")).hasSize(1).first().asString().startsWith("changes/x.md:1:1: found no head");
        assertThat(complaints("+++\ntitle = \n+++\n")).isNotEmpty();
    }
}
