package dev.slipway.cache;

import dev.slipway.http.Fields;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The cookies of a request (RFC 6265 §4.2.1). */
final class Cookies {
    private Cookies() {}

    /** Calls with the name of each cookie and the whole pair as it was sent. */
    static void each(Fields request, BiConsumer<String, String> cookie) {
        for (String line : request.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                String plain = pair.strip();
                if (!plain.isEmpty()) {
                    int equals = plain.indexOf('=');
                    cookie.accept(
                            equals < 0 ? plain : plain.substring(0, equals).stripTrailing(), plain);
                }
            }
        }
    }

    /** Every value of the cookie of that name, or null where there is none. */
    static @Nullable String value(Fields request, String wanted) {
        StringBuilder found = new StringBuilder();
        each(request, (name, pair) -> {
            if (name.equals(wanted)) {
                found.append(pair.substring(Math.min(pair.length(), pair.indexOf('=') + 1)))
                        .append(';');
            }
        });
        return found.isEmpty() ? null : found.toString();
    }
}
