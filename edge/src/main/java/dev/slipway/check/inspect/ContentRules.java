package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.NOTE;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.inspect.Rule.Fix;
import dev.slipway.http.MediaTypes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the bytes are, what they are said to be, and how they are packed. */
final class ContentRules {
    /** Below one packet nothing is won. */
    private static final int WORTH_COMPRESSING = 1_400;

    private static final Map<String, byte[]> SIGNATURES = Map.of(
            "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'},
            "image/jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff},
            "image/gif", new byte[] {'G', 'I', 'F', '8'},
            "application/pdf", new byte[] {'%', 'P', 'D', 'F'},
            "font/woff2", new byte[] {'w', 'O', 'F', '2'},
            "font/woff", new byte[] {'w', 'O', 'F', 'F'});

    private static final Fix TYPE = new Fix(
            "Response(content, media_type=\"…\"), or one of its kind: HTMLResponse, JSONResponse",
            "HttpResponse(content, content_type=\"…\")",
            "Response(content, mimetype=\"…\")");

    private static final Fix COMPRESS = new Fix(
            "let Slipway do it: serve the files as a release, say public or s-maxage on pages; or GZipMiddleware",
            "let Slipway do it: serve the files as a release, say public or s-maxage on pages; or GZipMiddleware",
            "let Slipway do it: serve the files as a release, say public or s-maxage on pages; or Flask-Compress");

    private ContentRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "no-media-type",
                        ERROR,
                        "RFC 9110 §8.3",
                        "Content-Type on every answer with a body",
                        TYPE,
                        seen -> seen.plain().body().length > 0
                                        && seen.plain().mediaType().isEmpty()
                                ? seen.plain().body().length + " bytes without Content-Type"
                                : null),
                new Rule(
                        "wrong-media-type",
                        ERROR,
                        "RFC 9110 §8.3",
                        "the media type of what the bytes are",
                        TYPE,
                        ContentRules::wrongType),
                new Rule(
                        "no-charset",
                        WARNING,
                        "RFC 9110 §8.3.2",
                        "charset=utf-8 on text",
                        TYPE,
                        seen -> seen.plain().body().length > 0
                                        && seen.plain().mediaType().startsWith("text/")
                                        && charset(seen.plain()) == null
                                ? "Content-Type: " + seen.plain().field("Content-Type")
                                : null),
                new Rule(
                        "wrong-charset",
                        ERROR,
                        "RFC 9110 §8.3.2",
                        "bytes in the charset that Content-Type names",
                        TYPE,
                        ContentRules::wrongCharset),
                new Rule(
                        "uncompressed-text",
                        WARNING,
                        "RFC 9110 §8.4",
                        "text in gzip, br or zstd for those who accept it",
                        COMPRESS,
                        seen -> seen.encoded().status() == 200
                                        && seen.isText()
                                        && seen.encoded().body().length >= WORTH_COMPRESSING
                                        && seen.encoded()
                                                .field("Content-Encoding")
                                                .isEmpty()
                                        && !seen.cacheControl().has("no-transform")
                                        && !isPersonal(seen)
                                ? seen.encoded().body().length + " bytes of "
                                        + seen.plain().mediaType() + " as they are"
                                : null),
                new Rule(
                        "coding-not-accepted",
                        ERROR,
                        "RFC 9110 §12.5.3",
                        "no coding for those who accept none",
                        Fix.everywhere("decide by Accept-Encoding; a part that ignores it compresses for everybody"),
                        seen -> seen.succeeded()
                                        && !seen.plain()
                                                .field("Content-Encoding")
                                                .isEmpty()
                                ? "Content-Encoding: " + seen.plain().field("Content-Encoding")
                                        + " to Accept-Encoding: identity"
                                : null),
                new Rule(
                        "coding-broken",
                        ERROR,
                        "RFC 9110 §8.4.1",
                        "bytes in the coding that Content-Encoding names",
                        Fix.everywhere("let one part compress, and set Content-Encoding where the bytes are made"),
                        ContentRules::brokenCoding),
                new Rule(
                        "compressed-twice",
                        WARNING,
                        "RFC 9110 §8.4",
                        "one coding, and none on what is compressed by itself",
                        Fix.everywhere(
                                "exclude images, fonts and archives from compression, and compress in one place"),
                        ContentRules::compressedTwice),
                new Rule(
                        "broken-message",
                        ERROR,
                        "RFC 9112 §6.3",
                        "a body of exactly the length that the head promises",
                        Fix.everywhere("let the server set Content-Length; remove what sets it by hand"),
                        seen -> seen.plain().status() != 0 && seen.plain().problem() != null
                                ? seen.plain().problem()
                                : null),
                new Rule(
                        "no-nosniff",
                        WARNING,
                        "Fetch §3.5",
                        "X-Content-Type-Options: nosniff",
                        Fix.field("X-Content-Type-Options", "nosniff"),
                        seen -> seen.succeeded()
                                        && (seen.isDocument() || seen.isAsset())
                                        && !seen.plain()
                                                .field("X-Content-Type-Options")
                                                .equalsIgnoreCase("nosniff")
                                ? "X-Content-Type-Options: "
                                        + (seen.plain()
                                                        .field("X-Content-Type-Options")
                                                        .isEmpty()
                                                ? "none"
                                                : seen.plain().field("X-Content-Type-Options"))
                                : null),
                new Rule(
                        "large-document",
                        NOTE,
                        "—",
                        "a page of at most 1 MiB before its images",
                        Fix.everywhere("send a page of the list, not the whole of it"),
                        seen -> seen.isDocument() && seen.plain().body().length > 1 << 20
                                ? seen.plain().body().length + " bytes of HTML"
                                : null));
    }

    /** What is for one user alone is rightly not compressed where it mixes secrets with what the request says. */
    private static boolean isPersonal(Observation seen) {
        return seen.cacheControl().has("no-store") || seen.cacheControl().has("private");
    }

    private static @Nullable String wrongType(Observation seen) {
        if (!seen.succeeded()
                || seen.plain().body().length < 4
                || !seen.plain().field("Content-Encoding").isEmpty()) {
            return null;
        }
        String type = seen.plain().mediaType();
        byte[] body = seen.plain().body();
        for (Map.Entry<String, byte[]> signature : SIGNATURES.entrySet()) {
            boolean is = startsWith(body, signature.getValue());
            if (is != type.equals(signature.getKey()) && (is || type.equals(signature.getKey()))) {
                return type + " for bytes that " + (is ? "are " + signature.getKey() : "are none");
            }
        }
        String start = seen.plain().text().stripLeading().toLowerCase(Locale.ROOT);
        boolean html = start.startsWith("<!doctype html") || start.startsWith("<html");
        if (html && !seen.isDocument()) {
            return type + " for an HTML page";
        }
        if (type.equals("application/json") && !looksLikeJson(start)) {
            return type + " for \""
                    + start.substring(0, Math.min(20, start.length())).replaceAll("\\s+", " ") + "…\"";
        }
        String byName = seen.extension().isEmpty()
                ? MediaTypes.UNKNOWN
                : MediaTypes.forPath(seen.plain().request().path());
        String usual = byName.contains(";") ? byName.substring(0, byName.indexOf(';')) : byName;
        return seen.isAsset() || usual.equals(MediaTypes.UNKNOWN) || type.equals(usual) || !isAssetType(usual)
                ? null
                : type + " for a name that ends in " + seen.extension();
    }

    private static boolean isAssetType(String type) {
        return type.equals("text/css") || type.equals("text/javascript") || type.startsWith("image/");
    }

    private static boolean looksLikeJson(String start) {
        return start.isEmpty() || "{[\"-0123456789tfn".indexOf(start.charAt(0)) >= 0;
    }

    private static @Nullable String charset(CheckAnswer answer) {
        for (String parameter : answer.field("Content-Type").split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.regionMatches(true, 0, "charset=", 0, 8)) {
                return stripped.substring(8).replace("\"", "").strip();
            }
        }
        return null;
    }

    private static @Nullable String wrongCharset(Observation seen) {
        String name = charset(seen.plain());
        if (name == null
                || !seen.plain().field("Content-Encoding").isEmpty()
                || seen.plain().problem() != null) {
            return null;
        }
        try {
            Charset.forName(name)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(seen.plain().body()));
            return null;
        } catch (CharacterCodingException e) {
            return "bytes that are not " + name;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return "charset=" + name + ", which nobody knows";
        }
    }

    private static @Nullable String brokenCoding(Observation seen) {
        String coding = seen.encoded().field("Content-Encoding");
        if (coding.isEmpty()
                || seen.encoded().problem() != null
                || seen.encoded().body().length == 0) {
            return null;
        }
        Codings.Decoded decoded = Codings.decode(coding, seen.encoded().body());
        return decoded.problem() == null ? null : "Content-Encoding: " + coding + ", and " + decoded.problem();
    }

    private static @Nullable String compressedTwice(Observation seen) {
        String coding = seen.encoded().field("Content-Encoding");
        if (coding.isEmpty()) {
            return null;
        }
        if (coding.contains(",")) {
            return "Content-Encoding: " + coding;
        }
        String type = seen.plain().mediaType();
        if (type.startsWith("image/") && !type.contains("svg") || type.equals("font/woff2")) {
            return "Content-Encoding: " + coding + " on " + type;
        }
        byte[] inner = Codings.decode(coding, seen.encoded().body()).bytes();
        return startsWith(inner, new byte[] {0x1f, (byte) 0x8b}) && !type.contains("gzip")
                ? "gzip within " + coding
                : null;
    }

    private static boolean startsWith(byte[] bytes, byte[] signature) {
        return bytes.length >= signature.length
                && Arrays.equals(bytes, 0, signature.length, signature, 0, signature.length);
    }
}
