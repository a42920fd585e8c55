package dev.slipway.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates that nobody vouches for: for local work, and for names that no authority knows. */
public final class SelfSigned {
    private static final Duration LIFETIME = Duration.ofDays(365);

    /** Clocks of clients may be slow. */
    private static final Duration EARLIER = Duration.ofHours(1);

    /** RFC 8737 §6.1. */
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    private static final SecureRandom RANDOM = new SecureRandom();

    private SelfSigned() {}

    /** An EC P-256 certificate for these names and addresses, valid from an hour before now for one year. */
    public static Credentials make(List<String> hosts, Instant now) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("a certificate without a name");
        }
        return make(hosts, now, null);
    }

    /**
     * The certificate that proves a name in a handshake (RFC 8737 §3).
     *
     * @param digest the SHA-256 of what the authority wants to see
     */
    static Credentials proving(String host, byte[] digest, Instant now) {
        return make(List.of(host), now, digest);
    }

    @SuppressWarnings("JavaUtilDate") // the builder takes nothing else
    private static Credentials make(List<String> hosts, Instant now, byte @Nullable [] digest) {
        KeyPair pair = p256();
        X500Name subject = subject(hosts);
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(127, RANDOM).setBit(126),
                    Date.from(now.minus(EARLIER)),
                    Date.from(now.plus(LIFETIME)),
                    subject,
                    pair.getPublic());
            extend(builder, hosts);
            if (digest != null) {
                builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(digest));
            }
            X509CertificateHolder signed =
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return new Credentials(
                    pair.getPrivate(), List.of(new JcaX509CertificateConverter().getCertificate(signed)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("a self-signed certificate could not be made for " + hosts, e);
        }
    }

    private static void extend(JcaX509v3CertificateBuilder builder, List<String> hosts) throws CertIOException {
        GeneralName[] names = hosts.stream().map(SelfSigned::name).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    }

    /** A new key on P-256, which every client knows. */
    static KeyPair p256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    /** A common name has 64 characters at most (RFC 5280, A.1); clients look at the names in the extension only. */
    private static X500Name subject(List<String> hosts) {
        String first = hosts.getFirst();
        return new X500NameBuilder()
                .addRDN(BCStyle.CN, first.length() <= 64 ? first : "slipway")
                .build();
    }

    private static GeneralName name(String host) {
        String bare = HostNames.withoutBrackets(host);
        return new GeneralName(HostNames.isAddress(bare) ? GeneralName.iPAddress : GeneralName.dNSName, bare);
    }
}
