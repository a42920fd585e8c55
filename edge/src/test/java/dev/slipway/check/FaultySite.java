package dev.slipway.check;

import dev.slipway.http.HttpDate;
import dev.slipway.testing.App;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A site that answers {@code /RULE} with exactly the fault of that rule, and {@code /clean/…} with none: conditional requests,
 * ranges and HEAD included. It speaks from raw bytes, because servers correct half of these faults.
 */
final class FaultySite implements AutoCloseable {
    private static final String BODY =
            "<!doctype html><html lang=\"en\"><head><title>A page</title></head><body>%s</body></html>";
    private static final String TAG = "\"0123456789abcdef\"";

    private final App app;

    FaultySite() throws IOException {
        app = App.playing(connection -> {
            String head = connection.readHead();
            if (!head.isEmpty()) {
                connection.send(new Exchange(head).answer());
            }
        });
    }

    String url(String path) {
        return "http://127.0.0.1:" + app.port() + path;
    }

    @Override
    public void close() throws IOException {
        app.close();
    }

    /** One request and the answer to it. */
    private static final class Exchange {
        private static int count;

        private final String method;
        private final String path;
        private final Map<String, String> asked = new LinkedHashMap<>();
        private final Map<String, String> fields = new LinkedHashMap<>();
        private int status = 200;
        private String body = BODY.formatted("Welcome");

        Exchange(String head) {
            String[] lines = head.split("\r\n");
            String[] first = lines[0].split(" ");
            method = first[0];
            path = first[1].indexOf('?') < 0 ? first[1] : first[1].substring(0, first[1].indexOf('?'));
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                if (colon > 0) {
                    asked.put(
                            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                            lines[i].substring(colon + 1).strip());
                }
            }
            fields.put("Date", HttpDate.format(Instant.now()));
            fields.put("Content-Type", "text/html; charset=utf-8");
            fields.put("Cache-Control", "no-cache");
            fields.put("ETag", TAG);
            fields.put("Vary", "Accept-Encoding");
            fields.put("X-Content-Type-Options", "nosniff");
            fields.put("X-Frame-Options", "DENY");
            fields.put("Referrer-Policy", "same-origin");
        }

        private String asked(String name) {
            return asked.getOrDefault(name, "");
        }

        private boolean accepts(String coding) {
            return asked("accept-encoding").contains(coding);
        }

        private void cache(String control) {
            fields.put("Cache-Control", control);
        }

        private void image(String type, byte... signature) {
            fields.put("Content-Type", type);
            byte[] bytes = new byte[64];
            System.arraycopy(signature, 0, bytes, 0, signature.length);
            body = new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

        String answer() {
            boolean ranges = path.startsWith("/clean/ranges") || path.startsWith("/range");
            if (ranges) {
                fields.put("Accept-Ranges", "bytes");
            }
            if (asked("if-none-match").equals(TAG) && fields.containsKey("ETag")) {
                status = 304;
            } else if (ranges && asked("range").startsWith("bytes=1-")) {
                status = 206;
                fields.put("Content-Range", "bytes 1-" + (body.length() - 2) + "/" + body.length());
            } else if (ranges && !asked("range").isEmpty()) {
                status = 416;
                fields.put("Content-Range", "bytes */" + body.length());
            }
            fault(path.substring(1).replaceAll("/.*|\\..*", ""));
            return written();
        }

        private void fault(String rule) {
            switch (rule) {
                case "no-explicit-freshness" -> fields.remove("Cache-Control");
                case "conflicting-directives" -> cache("no-store, public, max-age=60");
                case "malformed-directive" -> cache("max-age=soon");
                case "repeated-directive" -> cache("max-age=60, max-age=10");
                case "invalid-expires" -> fields.put("Expires", "tomorrow");
                case "expires-disagrees" -> {
                    cache("max-age=60");
                    fields.put("Expires", HttpDate.format(Instant.now().plus(Duration.ofHours(1))));
                }
                case "pragma-in-answer" -> {
                    fields.remove("Cache-Control");
                    fields.put("Pragma", "no-cache");
                }
                case "immutable-without-fingerprint" -> cache("public, max-age=31536000, immutable");
                case "fingerprint-without-long-life" -> fields.put("Content-Type", "text/css; charset=utf-8");
                case "cacheable-error" -> {
                    status = 404;
                    cache("public, max-age=3600");
                }
                case "cacheable-temporary-redirect" -> redirect(302, "/clean/page", "max-age=600");
                case "endless-redirect" -> {
                    redirect(301, "/clean/page", "");
                    fields.remove("Cache-Control");
                }
                case "document-kept-long" -> cache("public, max-age=604800");
                case "vary-star" -> fields.put("Vary", "*");
                case "vary-cookie" -> {
                    cache("public, max-age=60");
                    fields.put("Vary", "Cookie, Accept-Encoding");
                }
                case "vary-user-agent" -> fields.put("Vary", "User-Agent, Accept-Encoding");
                case "vary-many-fields" -> fields.put("Vary", "Accept-Encoding, DPR, Width, Save-Data");
                default -> more(rule);
            }
        }

        private void more(String rule) {
            switch (rule) {
                case "vary-without-accept-encoding" -> {
                    fields.remove("Vary");
                    gzipIfAccepted();
                }
                case "vary-differs" -> {
                    gzipIfAccepted();
                    fields.put("Vary", accepts("gzip") ? "Accept-Encoding" : "Accept-Encoding, Accept-Language");
                }
                case "vary-without-accept-language" -> {
                    if (asked("accept-language").startsWith("eo")) {
                        body = BODY.formatted("Bonvenon");
                        fields.put("ETag", "\"eo\"");
                    }
                }
                case "vary-without-accept" -> {
                    if (asked("accept").equals("application/json")) {
                        fields.put("Content-Type", "application/json");
                        fields.put("ETag", "\"json\"");
                        body = "{}";
                    }
                }
                case "vary-without-origin" -> fields.put("Access-Control-Allow-Origin", asked("origin"));
                case "any-origin-with-credentials" -> {
                    fields.put("Access-Control-Allow-Origin", asked("origin"));
                    fields.put("Access-Control-Allow-Credentials", "true");
                    fields.put("Vary", "Origin");
                }
                case "no-validator" -> fields.remove("ETag");
                case "malformed-etag" -> fields.put("ETag", "abc");
                case "weak-validator" -> {
                    image("image/png", PNG);
                    fields.put("ETag", "W/\"1\"");
                    fields.put("Accept-Ranges", "bytes");
                }
                case "validator-changes" -> fields.put("ETag", "\"" + count++ + "\"");
                case "strong-validator-of-different-bytes" -> gzipIfAccepted();
                case "last-modified-wrong" ->
                    fields.put("Last-Modified", HttpDate.format(Instant.now().plus(Duration.ofDays(2))));
                case "condition-ignored" -> status = 200;
                case "not-modified-contradicts" -> {
                    if (status == 304) {
                        cache("max-age=99");
                    }
                }
                case "head-differs" -> {
                    if (method.equals("HEAD")) {
                        status = 405;
                    }
                }
                case "range-broken" -> {
                    if (status == 206) {
                        body = body.replace("Welcome", "Farewel");
                    }
                }
                case "range-beyond-the-end" -> {
                    if (status == 416) {
                        status = 200;
                    }
                }
                default -> evenMore(rule);
            }
        }

        private void evenMore(String rule) {
            switch (rule) {
                case "no-media-type" -> fields.remove("Content-Type");
                case "wrong-media-type" -> image("image/jpeg", PNG);
                case "no-charset" -> fields.put("Content-Type", "text/html");
                case "wrong-charset" -> body = BODY.formatted("Caf\u00e9");
                case "uncompressed-text" -> body = BODY.formatted("words and words ".repeat(200));
                case "coding-not-accepted" -> gzip();
                case "coding-broken" -> {
                    if (accepts("gzip")) {
                        fields.put("Content-Encoding", "gzip");
                        fields.put("ETag", "\"gz\"");
                    }
                }
                case "compressed-twice" -> {
                    image("image/png", PNG);
                    if (accepts("gzip")) {
                        gzip();
                        fields.put("ETag", "\"gz\"");
                    }
                }
                case "no-nosniff" -> fields.remove("X-Content-Type-Options");
                case "large-document" -> {
                    body = BODY.formatted("x".repeat(1_100_000));
                    cache("no-store");
                }
                case "cacheable-with-set-cookie" -> {
                    cache("public, max-age=60");
                    fields.put("Set-Cookie", "cart=1; HttpOnly; SameSite=Lax");
                }
                case "cookie-on-asset" -> {
                    image("image/png", PNG);
                    fields.put("Set-Cookie", "seen=1; HttpOnly; SameSite=Lax");
                }
                case "cookie-unguarded" -> {
                    cache("no-store");
                    fields.put("Set-Cookie", "sessionid=1");
                }
                case "no-date" -> fields.remove("Date");
                case "wrong-date" ->
                    fields.put("Date", HttpDate.format(Instant.now().minus(Duration.ofHours(2))));
                case "broken-age" -> fields.put("Age", "-5");
                case "no-frame-protection" -> fields.remove("X-Frame-Options");
                case "no-referrer-policy" -> fields.remove("Referrer-Policy");
                case "server-error" -> {
                    status = 500;
                    cache("no-store");
                }
                case "debug-page" -> {
                    status = 404;
                    cache("no-store");
                    body = BODY.formatted("Traceback (most recent call last)");
                }
                case "dead-reference" -> body = BODY.formatted("<img src=\"/gone\">");
                case "gone" -> {
                    status = 404;
                    cache("no-store");
                }
                case "oversized-image" -> body = BODY.formatted("<img src=\"/large\">");
                case "large" -> {
                    image("image/png", PNG);
                    body = body + "x".repeat(600_000);
                }
                case "redirect-loop" -> redirect(302, "/redirect-loop", "no-store");
                case "redirect-chain" -> redirect(302, "/chain2", "no-store");
                case "chain2" -> redirect(302, "/chain3", "no-store");
                case "chain3" -> redirect(302, "/clean/page", "no-store");
                default -> {
                    // What is clean stays so.
                }
            }
        }

        private void redirect(int code, String to, String control) {
            status = code;
            fields.put("Location", to);
            cache(control);
            body = "";
            fields.remove("Content-Type");
            fields.remove("ETag");
        }

        private void gzipIfAccepted() {
            if (accepts("gzip")) {
                gzip();
            }
        }

        /** An empty gzip file: valid, and other bytes than the page's. */
        private void gzip() {
            fields.put("Content-Encoding", "gzip");
            body = new String(
                            HexFormat.of().parseHex("1f8b08000000000000030300000000000000000000"),
                            StandardCharsets.ISO_8859_1)
                    .substring(0, 20);
        }

        private String written() {
            StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
            fields.forEach((name, value) -> {
                if (!value.isEmpty() && (status != 304 || !name.startsWith("Content-T"))) {
                    text.append(name).append(": ").append(value).append("\r\n");
                }
            });
            String sent = status == 206 ? body.substring(1, body.length() - 1) : body;
            boolean none = status == 304 || status == 416;
            if (status != 304) {
                int more = path.startsWith("/broken-message") ? 10 : 0;
                text.append("Content-Length: ")
                        .append(none ? 0 : sent.length() + more)
                        .append("\r\n");
            }
            text.append("Connection: close\r\n\r\n");
            return text + (none || method.equals("HEAD") ? "" : sent);
        }
    }
}
