package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates in files: what is written is read again, and what cannot be used is told apart. */
class CredentialsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final Credentials made = SelfSigned.make(List.of("shop.example"), NOW);

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Path file = folder.resolve("shop.pem");
        made.write(file);

        Credentials read = Credentials.read(file);
        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(read.key().getEncoded()).isEqualTo(made.key().getEncoded());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void writingReplacesTheWholeFileAndLeavesNoOther() throws Exception {
        Path file = Files.writeString(folder.resolve("shop.pem"), "open to all");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        made.write(file);

        assertThat(Credentials.read(file).chain()).isEqualTo(made.chain());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void writingThatFailsLeavesWhatWasThere() throws Exception {
        Path taken = Files.createDirectories(folder.resolve("shop.pem").resolve("a-folder-of-that-name"));

        assertThatThrownBy(() -> made.write(java.util.Objects.requireNonNull(taken.getParent())))
                .isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(java.util.Objects.requireNonNull(taken.getParent()));
        }
    }

    /** PKCS #1 and SEC 1, as {@code openssl genrsa -traditional} and {@code openssl ecparam -genkey} write them. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfEveryUsualKindAreRead(String kind) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(pair.getPrivate());
        }
        Path file = Files.writeString(folder.resolve("key.pem"), text.toString());

        PemFiles.Contents read = PemFiles.read(file);
        assertThat(KeyMatch.matches(read.key(), pair.getPublic())).isTrue();
        assertThat(KeyMatch.matches(read.key(), made.certificate().getPublicKey()))
                .isFalse();
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        Path one = folder.resolve("one.pem");
        Path other = folder.resolve("other.pem");
        made.write(one);
        SelfSigned.make(List.of("shop.example"), NOW).write(other);

        assertThatThrownBy(() -> Credentials.read(one, other))
                .isInstanceOf(BadCredentials.class)
                .hasMessageContaining("the key in " + other + " is not the one of the certificate in " + one);
    }

    @Test
    void eachMistakeHasWordsOfItsOwn() throws Exception {
        says(folder.resolve("missing.pem"), "does not exist");
        says(file("empty.pem", ""), "has no private key");
        says(file("garbage.pem", "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----\n"), "as PEM");
        says(file("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB"), "cannot be read as PEM");
        says(file("key-only.pem", PemFiles.text(made.key(), List.of())), "has no certificate");
        says(
                file(
                        "locked.pem",
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                                + "00000000000000000000000000000000\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
                "protected by a password");
        says(file("large.pem", "x".repeat(2_000_000)), "has 2000000 bytes");
    }

    @Test
    void textNeverShowsTheKey() {
        assertThat(made.toString()).isEqualTo("Credentials[CN=shop.example, until 2027-11-23T09:00:00Z]");
    }

    private static void says(Path file, String words) {
        assertThatThrownBy(() -> Credentials.read(file)).isInstanceOfSatisfying(BadCredentials.class, bad -> {
            assertThat(bad).hasMessageContaining(file.toString()).hasMessageContaining(words);
            assertThat(bad.expected()).isNotEmpty();
            assertThat(bad.next()).isNotEmpty();
        });
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
