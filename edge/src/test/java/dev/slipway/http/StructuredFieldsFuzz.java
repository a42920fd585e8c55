package dev.slipway.http;

import static dev.slipway.testing.Property.same;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Structured Fields: what is read, written as RFC 9651 §4.1 says and read again is the same; the JDK does the Base64. */
public final class StructuredFieldsFuzz {
    private StructuredFieldsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            String once = list(StructuredFields.list(text));
            same(list(again(once, StructuredFields::list)), once, "list");
        } catch (StructuredFields.Malformed declared) {
            // as it says
        }
        try {
            String once = dictionary(StructuredFields.dictionary(text));
            same(dictionary(again(once, StructuredFields::dictionary)), once, "dictionary");
        } catch (StructuredFields.Malformed declared) {
            // as it says
        }
        try {
            String once = member(StructuredFields.item(text));
            same(member(again(once, StructuredFields::item)), once, "item");
        } catch (StructuredFields.Malformed declared) {
            // as it says
        }
    }

    private interface Reading<T> {
        T read(String text) throws StructuredFields.Malformed;
    }

    private static <T> T again(String text, Reading<T> reading) {
        try {
            return reading.read(text);
        } catch (StructuredFields.Malformed e) {
            throw new AssertionError("not read again: " + text, e);
        }
    }

    private static String list(List<StructuredFields.Member> members) {
        return members.stream().map(StructuredFieldsFuzz::member).collect(Collectors.joining(", "));
    }

    private static String dictionary(Map<String, StructuredFields.Member> members) {
        return members.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + member(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String member(StructuredFields.Member member) {
        return switch (member) {
            case StructuredFields.Item(Object value, Map<String, Object> parameters) ->
                bare(value) + parameters(parameters);
            case StructuredFields.InnerList(List<StructuredFields.Item> items, Map<String, Object> parameters) ->
                items.stream().map(StructuredFieldsFuzz::member).collect(Collectors.joining(" ", "(", ")"))
                        + parameters(parameters);
        };
    }

    private static String parameters(Map<String, Object> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> ";" + entry.getKey() + "=" + bare(entry.getValue()))
                .collect(Collectors.joining());
    }

    private static String bare(Object value) {
        return switch (value) {
            case Long number -> number.toString();
            case BigDecimal number -> number.toPlainString();
            case Boolean truth -> truth ? "?1" : "?0";
            case StructuredFields.Token(String token) -> token;
            case StructuredFields.DisplayString(String shown) -> "%\"" + percent(shown) + "\"";
            case Instant date -> "@" + date.getEpochSecond();
            case byte[] bytes -> ":" + Base64.getEncoder().encodeToString(bytes) + ":";
            case String quoted -> "\"" + quoted.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            default -> throw new AssertionError("an item of " + value.getClass() + " " + Arrays.asList(value));
        };
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.append(String.format(java.util.Locale.ROOT, "%%%02x", b & 0xff));
        }
        return out.toString();
    }
}
