package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Media types. */
class Rfc9110Section8_3Test {
    @ParameterizedTest
    @CsvSource({
        "/index.html, text/html; charset=utf-8, true",
        "/app.3f9a.js, text/javascript; charset=utf-8, true",
        "/a/b.CSS, text/css; charset=utf-8, true",
        "/logo.svg, image/svg+xml; charset=utf-8, true",
        "/data.json, application/json, true",
        "/app.js.map, application/json, true",
        "/site.webmanifest, application/manifest+json, true",
        "/x.wasm, application/wasm, true",
        "/x.avif, image/avif, false",
        "/x.webp, image/webp, false",
        "/x.woff2, font/woff2, false",
        "/x.ttf, font/ttf, true",
        "/folder.css/file, application/octet-stream, false",
        "/.css, text/css; charset=utf-8, true",
        "/x., application/octet-stream, false",
        "/x, application/octet-stream, false"
    })
    void byExtension(String path, String mediaType, boolean compressible) {
        assertThat(MediaTypes.forPath(path)).isEqualTo(mediaType);
        assertThat(MediaTypes.isCompressible(mediaType)).isEqualTo(compressible);
    }
}
