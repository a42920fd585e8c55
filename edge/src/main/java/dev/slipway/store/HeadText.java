package dev.slipway.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.cache.StoredResponse.Part;
import dev.slipway.http.Fields;
import dev.slipway.store.ObjectHead.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of an object as lines of text in ISO 8859-1, in this order; each value goes to the end of its line. {@code
 * part}, {@code vary} and {@code label} are there where the response has them.
 *
 * <pre>
 * key http://shop.localhost:8080/products/7
 * status 206
 * requested 1795391102000
 * received 1795391102031
 * part 0 499 5120
 * vary accept-language de
 * label products
 * label product-7
 * form 500 br
 * field Content-Type text/html; charset=utf-8
 * field Cache-Control max-age=60
 * </pre>
 */
final class HeadText {
    private final StringBuilder text = new StringBuilder(1024);
    private boolean exact = true;

    private HeadText() {}

    /** The head's bytes; null where something in it would not come back as it was. */
    static byte @Nullable [] encode(ObjectHead head) {
        HeadText lines = new HeadText();
        StoredResponse response = head.response();
        lines.line("key", head.key())
                .line("status", Integer.toString(response.status()))
                .line("requested", Long.toString(response.requestedMillis()))
                .line("received", Long.toString(response.receivedMillis()));
        Part part = response.part();
        if (part != null) {
            lines.line("part", part.first() + " " + part.last() + " " + part.complete());
        }
        Selection selection = response.selection();
        for (int i = 0; i < selection.names().size(); i++) {
            lines.named("vary", selection.names().get(i), selection.values().get(i));
        }
        head.labels().stream().sorted().forEach(label -> lines.line("label", label));
        head.forms().forEach(form -> lines.line("form", text(form)));
        Fields fields = response.fields();
        for (int i = 0; i < fields.size(); i++) {
            lines.named("field", fields.name(i), fields.value(i));
        }
        return lines.exact ? lines.text.toString().getBytes(ISO_8859_1) : null;
    }

    private HeadText named(String kind, String name, String value) {
        exact &= !name.isEmpty() && name.indexOf(' ') < 0;
        return line(kind, name + " " + value);
    }

    private HeadText line(String kind, String value) {
        for (int i = 0; i < value.length(); i++) {
            exact &= value.charAt(i) != '\n' && value.charAt(i) <= 0xff;
        }
        text.append(kind).append(' ').append(value).append('\n');
        return this;
    }

    /**
     * The head that these bytes are.
     *
     * @throws IllegalArgumentException where they are none
     */
    static ObjectHead decode(byte[] bytes) {
        Lines lines = new Lines(new String(bytes, ISO_8859_1).split("\n", -1));
        String key = lines.one("key");
        int status = Integer.parseInt(lines.one("status"));
        long requested = Long.parseLong(lines.one("requested"));
        long received = Long.parseLong(lines.one("received"));
        List<String> parts = lines.all("part");
        Selection selection = selection(lines.all("vary"));
        Set<String> labels = new HashSet<>(lines.all("label"));
        List<Form> forms = lines.all("form").stream().map(HeadText::form).toList();
        Fields.Builder fields = Fields.builder();
        for (String field : lines.all("field")) {
            fields.add(first(field), rest(field));
        }
        lines.end();
        Part part = parts.isEmpty() ? null : part(parts.getFirst().split(" ", -1));
        StoredResponse response = new StoredResponse(status, fields.build(), selection, requested, received, part);
        return new ObjectHead(key, response, labels, forms);
    }

    private static Selection selection(List<String> vary) {
        return vary.isEmpty()
                ? Selection.ALL
                : new Selection(
                        vary.stream().map(HeadText::first).toList(),
                        vary.stream().map(HeadText::rest).toList());
    }

    private static String text(Form form) {
        return form.coding().isEmpty() ? Integer.toString(form.length()) : form.length() + " " + form.coding();
    }

    private static Form form(String value) {
        int space = value.indexOf(' ');
        return space < 0
                ? new Form("", Integer.parseInt(value))
                : new Form(value.substring(space + 1), Integer.parseInt(value.substring(0, space)));
    }

    private static Part part(String[] numbers) {
        return new Part(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }

    private static String first(String value) {
        return value.substring(0, value.indexOf(' '));
    }

    private static String rest(String value) {
        return value.substring(value.indexOf(' ') + 1);
    }

    /** Lines that are read in order. */
    private static final class Lines {
        private final String[] lines;
        private int at;

        Lines(String[] lines) {
            this.lines = lines;
        }

        String one(String kind) {
            String line = lines[at++];
            if (!line.startsWith(kind + " ")) {
                throw new IllegalArgumentException(kind + " expected, found " + line);
            }
            return line.substring(kind.length() + 1);
        }

        List<String> all(String kind) {
            List<String> values = new ArrayList<>();
            while (lines[at].startsWith(kind + " ")) {
                values.add(one(kind));
            }
            return values;
        }

        void end() {
            if (at != lines.length - 1 || !lines[at].isEmpty()) {
                throw new IllegalArgumentException("the end expected, found " + lines[at]);
            }
        }
    }
}
