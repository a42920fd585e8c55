package dev.slipway.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Media types by file extension (RFC 9110 §8.3), text with its charset. */
public final class MediaTypes {
    public static final String UNKNOWN = "application/octet-stream";

    private static final String UTF_8 = "; charset=utf-8";

    private MediaTypes() {}

    /** The media type of a file with that path; {@link #UNKNOWN} where the extension says nothing. */
    public static String forPath(String path) {
        int dot = path.lastIndexOf('.');
        if (dot <= path.lastIndexOf('/')) {
            return UNKNOWN;
        }
        String extension = path.substring(dot + 1).toLowerCase(Locale.ROOT);
        String text = text(extension);
        return text != null ? text + UTF_8 : binary(extension);
    }

    private static @Nullable String text(String extension) {
        return switch (extension) {
            case "html", "htm" -> "text/html";
            case "css" -> "text/css";
            case "js", "mjs", "cjs" -> "text/javascript";
            case "txt", "text", "log" -> "text/plain";
            case "md", "markdown" -> "text/markdown";
            case "csv" -> "text/csv";
            case "tsv" -> "text/tab-separated-values";
            case "vtt" -> "text/vtt";
            case "ics" -> "text/calendar";
            case "vcf" -> "text/vcard";
            case "svg" -> "image/svg+xml";
            case "xml", "xsl", "xsd" -> "application/xml";
            case "xhtml" -> "application/xhtml+xml";
            case "rss" -> "application/rss+xml";
            case "atom" -> "application/atom+xml";
            default -> null;
        };
    }

    private static String binary(String extension) {
        return switch (extension) {
            case "json", "map" -> "application/json";
            case "webmanifest" -> "application/manifest+json";
            case "jsonld" -> "application/ld+json";
            case "geojson" -> "application/geo+json";
            case "wasm" -> "application/wasm";
            case "pdf" -> "application/pdf";
            case "zip" -> "application/zip";
            case "gz" -> "application/gzip";
            case "br" -> UNKNOWN;
            case "zst" -> "application/zstd";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "avif" -> "image/avif";
            case "jxl" -> "image/jxl";
            case "bmp" -> "image/bmp";
            case "tif", "tiff" -> "image/tiff";
            case "ico" -> "image/x-icon";
            case "woff" -> "font/woff";
            case "woff2" -> "font/woff2";
            case "ttf" -> "font/ttf";
            case "otf" -> "font/otf";
            case "eot" -> "application/vnd.ms-fontobject";
            case "mp3" -> "audio/mpeg";
            case "m4a" -> "audio/mp4";
            case "ogg", "oga", "opus" -> "audio/ogg";
            case "wav" -> "audio/wav";
            case "flac" -> "audio/flac";
            case "mp4", "m4v" -> "video/mp4";
            case "webm" -> "video/webm";
            case "ogv" -> "video/ogg";
            case "mov" -> "video/quicktime";
            case "glb" -> "model/gltf-binary";
            default -> UNKNOWN;
        };
    }

    /** Whether compression usually wins: text, and the binary forms that are not compressed in themselves. */
    public static boolean isCompressible(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String bare = (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (bare.startsWith("text/") || bare.endsWith("+json") || bare.endsWith("+xml")) {
            // An event stream is read as it comes; compressing it would hold events back.
            return !bare.equals("text/event-stream");
        }
        return switch (bare) {
            case "application/json",
                    "application/xml",
                    "application/javascript",
                    "application/x-javascript",
                    "application/wasm",
                    "application/graphql",
                    "application/x-ndjson",
                    "application/vnd.ms-fontobject",
                    "application/x-protobuf",
                    "font/ttf",
                    "font/otf",
                    "image/bmp",
                    "image/x-icon",
                    "image/vnd.microsoft.icon",
                    "model/gltf-binary" -> true;
            default -> false;
        };
    }
}
