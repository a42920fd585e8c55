package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content codings that a client accepts (RFC 9110 §12.5.3), each with its weight in thousandths. What cannot be
 * understood accepts identity alone.
 */
public final class AcceptEncoding {
    public static final String IDENTITY = "identity";

    /** Accepts nothing but the bytes as they are: no field, an empty one, a malformed one. */
    public static final AcceptEncoding NONE = new AcceptEncoding(List.of());

    private static final int FULL = 1000;
    private static final int UNNAMED = -1;

    /** What browsers, curl and Python's clients send: no parsing for these. */
    private static final Map<String, AcceptEncoding> USUAL = Stream.of(
                    "gzip, deflate, br, zstd",
                    "gzip, deflate, br",
                    "gzip, deflate",
                    "gzip,deflate",
                    "gzip",
                    "deflate, gzip, br, zstd",
                    "br, gzip, deflate",
                    "br",
                    "zstd",
                    IDENTITY,
                    "*",
                    "identity;q=1, *;q=0")
            .collect(Collectors.toUnmodifiableMap(Function.identity(), AcceptEncoding::read));

    private record Weight(String coding, int thousandths) {}

    private final List<Weight> weights;

    private AcceptEncoding(List<Weight> weights) {
        this.weights = weights;
    }

    /** What the field accepts; null where the request has none. */
    public static AcceptEncoding parse(@Nullable String field) {
        if (field == null) {
            // §12.5.3 lets us choose then; clients that say nothing are scripts that decode nothing.
            return NONE;
        }
        AcceptEncoding usual = USUAL.get(field);
        return usual != null ? usual : read(field);
    }

    private static AcceptEncoding read(String field) {
        List<Weight> weights = new ArrayList<>(6);
        for (String member : field.split(",", -1)) {
            String trimmed = member.strip();
            if (trimmed.isEmpty()) {
                continue;
            }
            Weight weight = weight(trimmed);
            if (weight == null) {
                return NONE;
            }
            weights.add(weight);
        }
        return new AcceptEncoding(List.copyOf(weights));
    }

    /** One member: a token and at most a weight. Null when malformed. */
    private static @Nullable Weight weight(String member) {
        int semicolon = member.indexOf(';');
        String name = semicolon < 0 ? member : member.substring(0, semicolon).stripTrailing();
        int thousandths = semicolon < 0
                ? FULL
                : thousandths(member.substring(semicolon + 1).strip());
        if (!Tokens.isToken(name) || thousandths < 0) {
            return null;
        }
        String coding = name.toLowerCase(Locale.ROOT);
        return new Weight(coding.equals("x-gzip") ? "gzip" : coding, thousandths);
    }

    /** The weight of {@code q=0.5} in thousandths, or -1 (§12.4.2: at most three decimals, at most 1). */
    private static int thousandths(String parameter) {
        int length = parameter.length();
        if (length < 3 || length > 7 || !parameter.regionMatches(true, 0, "q=", 0, 2)) {
            return -1;
        }
        char whole = parameter.charAt(2);
        if (whole != '0' && whole != '1' || length > 3 && parameter.charAt(3) != '.') {
            return -1;
        }
        int thousandths = 0;
        int place = 100;
        for (int i = 4; i < length; i++) {
            char c = parameter.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            thousandths += (c - '0') * place;
            place /= 10;
        }
        if (whole == '1') {
            return thousandths == 0 ? FULL : -1;
        }
        return thousandths;
    }

    /**
     * The coding to send: of the available ones that the client accepts, the one it weighs most; among equals the
     * first. Identity where none is accepted, even when the client forbids identity too: an answer beats a refusal.
     *
     * @param available the codings there are, the best first
     */
    public String choose(List<String> available) {
        String best = IDENTITY;
        int bestWeight = Math.max(weightOf(IDENTITY), 0);
        for (int i = 0; i < available.size(); i++) {
            String coding = available.get(i);
            int weight = accepted(coding);
            if (weight > 0 && (weight > bestWeight || weight == bestWeight && best.equals(IDENTITY))) {
                best = coding;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** Whether the client accepts that coding; identity is accepted unless it is forbidden. */
    public boolean accepts(String coding) {
        if (!coding.equals(IDENTITY)) {
            return accepted(coding) > 0;
        }
        int named = weightOf(IDENTITY);
        return named == UNNAMED ? weightOf("*") != 0 : named > 0;
    }

    private int accepted(String coding) {
        int named = weightOf(coding);
        return named == UNNAMED ? weightOf("*") : named;
    }

    private int weightOf(String coding) {
        for (int i = 0; i < weights.size(); i++) {
            if (weights.get(i).coding().equals(coding)) {
                return weights.get(i).thousandths();
            }
        }
        return UNNAMED;
    }
}
