package dev.slipway.check;

import dev.slipway.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came back for a {@link CheckRequest}.
 *
 * @param request what was asked
 * @param status the status; 0 where nothing that is HTTP came
 * @param fields as sent
 * @param body as sent, chunks undone, nothing decompressed; bounded
 * @param problem what is wrong with the message itself ({@code the connection broke 12 bytes before its end}), or null
 * @param micros from sending to the last byte
 */
public record CheckAnswer(
        CheckRequest request,
        int status,
        Fields fields,
        byte[] body,
        @Nullable String problem,
        long micros) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isRedirect() {
        return status >= 300 && status < 400 && fields.contains("Location");
    }

    /** The media type without parameters, lower case; empty where there is none. */
    public String mediaType() {
        String type = fields.get("Content-Type");
        if (type == null) {
            return "";
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    public boolean isHtml() {
        return mediaType().equals("text/html") || mediaType().equals("application/xhtml+xml");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public String field(String name) {
        String value = fields.joined(name);
        return value == null ? "" : value;
    }

    /** Whether Slipway says that it answered from its cache. */
    public boolean isHit() {
        return field("Cache-Status").contains("; hit");
    }
}
