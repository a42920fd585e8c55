package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A section of a document, for tests that do what it says. */
record Guide(String text) {
    /** What stands under that heading of that file of {@code docs}, up to the next of its level. */
    static Guide section(String file, String heading) throws IOException {
        String all = Files.readString(Shell.repository().resolve("docs").resolve(file));
        Matcher section = Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)")
                .matcher(all);
        assertThat(section.find()).as(file + " has " + heading).isTrue();
        return new Guide(section.group(1));
    }

    /** Its blocks of that language, in order; an empty one stands for blocks that name none. */
    List<String> blocks(String language) {
        // From fence to fence, so that the end of one block is not taken for the beginning of another.
        return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
