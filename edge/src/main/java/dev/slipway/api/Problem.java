package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as RFC 9457 problem details with four answers: what failed, what was expected, whether a retry is safe, and
 * what to do next.
 *
 * @param type {@code urn:slipway:problem:} and a code, such as {@code stale-activation}
 * @param title the code in words, the same each time
 * @param status the HTTP status
 * @param detail what failed, with the value that was found
 * @param expected what value was expected
 * @param retry {@code safe}, {@code after-change} or {@code never}
 * @param next what to do next
 * @param complaints each complaint, where there are several
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String expected,
        String retry,
        String next,
        @Nullable List<String> complaints) {
    public static final String MEDIA_TYPE = "application/problem+json";
    public static final String TYPE_PREFIX = "urn:slipway:problem:";

    /** The code behind the prefix of the type. */
    public String code() {
        return type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type;
    }
}
