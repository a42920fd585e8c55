package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.release.Fingerprints.Proof;
import dev.slipway.site.PathPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FingerprintsTest {
    /** The content of every file here is {@code slipway}. */
    private static final byte[] CONTENT = "slipway".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({
        // {algorithm:length}: the beginning of that hash of the content
        "app.{sha256:8}.js, true",
        "app-{sha256:20}.js, true",
        "{sha256:64}.css, true",
        "app.{sha256:8}.js.map, true",
        "app.{SHA256:12}.js, true",
        "base.{md5:12}.css, true",
        "main_{sha1:10}.js, true",
        "main~{sha512:16}.js, true",
        "app-{base64:8}.js, true",
        "app-{base64:11}.js, true",
        "app.{base32:10}.js, true",
        "css/app.{sha256:8}.css, true",
        "app.{sha256:7}.js, false",
        "app.x{sha256:8}.js, false",
        "app.{sha256:8}x.js, false",
        "{sha256:8}/app.js, false",
        "app.deadbeef.js, false",
        "user-settings.js, false",
        "logo-2024dark.png, false",
        "app.js, false"
    })
    void aHashInTheNameCountsOnlyWhenItIsTheContents(String template, boolean expected) {
        String name = filled(template);
        ContentHashes hashes = hashes(name);

        assertThat(new Fingerprints("/static", List.of(name), List.of(), List.of()).proof(name, hashes))
                .as(name)
                .isEqualTo(expected ? Proof.HASH : null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                // manifest's name | its text | file | expected
                ".vite/manifest.json | {`views/foo.js`:{`file`:`assets/foo-BRBmoGS9.js`,`name`:`foo`,`src`:`views/foo.js`}} | assets/foo-BRBmoGS9.js | true",
                ".vite/manifest.json | {`views/foo.js`:{`file`:`assets/foo-BRBmoGS9.js`,`css`:[`assets/foo-5UjPuW-k.css`]}} | assets/foo-5UjPuW-k.css | true",
                ".vite/manifest.json | {`_shared-B7PI925R.js`:{`file`:`assets/shared-B7PI925R.js`,`name`:`shared`}} | assets/shared-B7PI925R.js | true",
                ".vite/manifest.json | {`src/user-settings.js`:{`file`:`assets/user-settings.js`,`src`:`src/user-settings.js`}} | assets/user-settings.js | false",
                ".vite/manifest.json | {`src/user.js`:{`file`:`assets/user.js`,`css`:[`assets/theme-2024dark.css`]}} | assets/theme-2024dark.css | false",
                ".vite/manifest.json | {`src/user.js`:{`file`:`assets/user-settings.js`,`src`:`src/user.js`}} | assets/user-settings.js | false",
                "manifest.json | {`main.js`:`main.3f9a1c22.js`} | main.3f9a1c22.js | true",
                "manifest.json | {`main.js`:`/static/main.3f9a1c22.js`} | main.3f9a1c22.js | true",
                "manifest.json | {`main.js`:`https://cdn.test/static/main.3f9a1c22.js`} | main.3f9a1c22.js | true",
                "manifest.json | {`main.js`:`main.js`} | main.js | false",
                "manifest.json | {`name`:`The shop`,`start_url`:`/`,`icons`:[]} | icon-192x192.png | false",
                "asset-manifest.json | {`files`:{`main.css`:`/static/css/main.f855e6bc.css`},`entrypoints`:[`x`]} | css/main.f855e6bc.css | true",
                "staticfiles.json | {`paths`:{`css/base.css`:`css/base.5af66c1b1797.css`},`version`:`1.1`} | css/base.5af66c1b1797.css | true",
                "build/staticfiles.json | {`paths`:{`css/base.css`:`css/base.5af66c1b1797.css`}} | build/css/base.5af66c1b1797.css | true"
            })
    void aManifestCountsOnlyWhereItPutAHashIntoTheName(String manifest, String text, String file, boolean expected) {
        BundlerManifest parsed = BundlerManifest.parse(manifest, text.replace('`', '"'));
        Fingerprints fingerprints = new Fingerprints("/static", List.of(file), List.of(parsed), List.of());

        assertThat(fingerprints.proof(file, hashes(file))).isEqualTo(expected ? Proof.MANIFEST : null);
    }

    @Test
    void aRoutesPatternVouchesForWhatItMatches() {
        Fingerprints fingerprints = new Fingerprints(
                "/static", Set.of("v7/a.js", "b.js"), List.of(), List.of(new PathPattern("/static/v7/*")));

        assertThat(proof(fingerprints, "v7/a.js")).isEqualTo(Proof.DECLARED);
        assertThat(proof(fingerprints, "b.js")).isNull();
    }

    @Test
    void aManifestThatIsNoJsonObjectIsNamed() {
        assertThatThrownBy(() -> BundlerManifest.parse("manifest.json", "[1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("manifest.json is not JSON");
        assertThatThrownBy(() -> BundlerManifest.parse("manifest.json", "[]"))
                .hasMessage("manifest.json is not a JSON object");
    }

    private static @Nullable Proof proof(Fingerprints fingerprints, String name) {
        return fingerprints.proof(name, hashes(name));
    }

    private static ContentHashes hashes(String name) {
        ContentHashes.Computation computation = new ContentHashes.Computation(Fingerprints.mayHoldHash(name));
        computation.update(CONTENT, CONTENT.length);
        return computation.finish();
    }

    private static String filled(String template) {
        int open = template.indexOf('{');
        if (open < 0) {
            return template;
        }
        int close = template.indexOf('}');
        String[] parts = template.substring(open + 1, close).split(":", 2);
        String token = token(parts[0]).substring(0, Integer.parseInt(parts[1]));
        return template.substring(0, open) + token + template.substring(close + 1);
    }

    /** Computed with coreutils from {@code printf slipway}. */
    private static String token(String algorithm) {
        return switch (algorithm) {
            case "sha256" -> "05d5d9c721bc99eabb1a23a75d41968a7b10ff1659a1f1e81f1a76157032484b";
            case "SHA256" ->
                "05d5d9c721bc99eabb1a23a75d41968a7b10ff1659a1f1e81f1a76157032484b".toUpperCase(java.util.Locale.ROOT);
            case "md5" -> "1330747e3ad71244545b68dfebaa2863";
            case "sha1" -> "7baab665584ff0fac6ab9abd62a27113acbc5e7a";
            case "sha512" -> "ffceb0528e1092768fcc11c8a79f4bb37ce8f9624d8a534197d942ccffcaa03f";
            case "base64" -> "BdXZxyG8meq7GiOnXUGWinsQ_xZZofHoHxp2FXAySEs";
            case "base32" -> "AXK5TRZBXSM6VOY2EOTV2QMWRJ5RB7YWLGQ7D2A7DJ3BK4BSJBFQ";
            default -> throw new IllegalArgumentException(algorithm);
        };
    }
}
