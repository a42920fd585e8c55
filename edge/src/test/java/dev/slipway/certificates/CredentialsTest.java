package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
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
        Path taken = folder.resolve("shop.pem");
        Files.createDirectories(taken.resolve("a-folder-of-that-name"));

        assertThatThrownBy(() -> made.write(taken)).isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(taken);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfEveryUsualKindAreRead(String kind) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();

        reads(pair, new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /** RFC 8017, A.1.2, as {@code openssl genrsa -traditional} writes it. */
    @Test
    void olderFormOfAnRsaKeyIsRead() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());

        reads(
                pair,
                new PemObject(
                        "RSA PRIVATE KEY",
                        info.parsePrivateKey().toASN1Primitive().getEncoded()));
    }

    /** RFC 5915, as {@code openssl ecparam -genkey} writes it: the parameters, then the key. */
    @Test
    void olderFormOfAnEcKeyIsRead() throws Exception {
        KeyPair pair = SelfSigned.p256();
        BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
        ASN1ObjectIdentifier curve = SECObjectIdentifiers.secp256r1;

        reads(
                pair,
                new PemObject("EC PARAMETERS", curve.getEncoded()),
                new PemObject(
                        "EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, curve).getEncoded()));
    }

    private void reads(KeyPair pair, PemObject... blocks) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            for (PemObject each : blocks) {
                pem.writeObject(each);
            }
        }
        PemFiles.Contents read = PemFiles.read(file("key.pem", text.toString()));

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
