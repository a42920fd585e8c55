package dev.slipway.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that the node signs itself, for work on a developer's machine: browsers warn of them. Kept in a folder, so that a
 * warning that was answered once is not asked again after a restart.
 *
 * <pre>
 * shop.localhost.pem   the certificate, for all names of the environment
 * shop.localhost.key   its private key, readable by its owner only
 * </pre>
 */
public final class SelfSigned {
    private static final Logger log = LoggerFactory.getLogger(SelfSigned.class);
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private final Path folder;
    private final InstantSource clock;
    private final Map<List<String>, Credentials> made = new ConcurrentHashMap<>();

    /** @param folder is made when the first certificate is */
    public SelfSigned(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Credentials for these names: those that are kept, where they are for the same names and not about to end. */
    public Credentials credentials(List<String> hosts) {
        return Objects.requireNonNull(
                made.compute(hosts, (names, before) -> before != null && lasts(before) ? before : obtain(names)));
    }

    private boolean lasts(Credentials credentials) {
        Instant end = credentials.certificate().getNotAfter().toInstant();
        return end.isAfter(clock.instant().plus(RENEWED_BEFORE));
    }

    private Credentials obtain(List<String> hosts) {
        Path certificate = folder.resolve(fileName(hosts.getFirst()) + ".pem");
        Path key = folder.resolve(fileName(hosts.getFirst()) + ".key");
        Credentials kept = kept(certificate, key, hosts);
        if (kept != null) {
            return kept;
        }
        Credentials fresh = make(hosts, clock.instant());
        try {
            Files.createDirectories(folder);
            fresh.write(certificate, key);
        } catch (IOException e) {
            log.warn("the self-signed certificate of {} is not kept over a restart: {}", hosts, e.getMessage());
        }
        return fresh;
    }

    /** Names have no sign that a file may not have but the colons of IPv6. */
    private static String fileName(String host) {
        return host.replace(':', '_').replace("[", "").replace("]", "");
    }

    private @Nullable Credentials kept(Path certificate, Path key, List<String> hosts) {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return null;
        }
        try {
            Credentials kept = Credentials.read(certificate, key);
            return lasts(kept) && names(kept.certificate()).equals(new TreeSet<>(hosts)) ? kept : null;
        } catch (IOException | GeneralSecurityException e) {
            log.warn("the self-signed certificate of {} is made anew: {}", hosts, e.getMessage());
            return null;
        }
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Set<String> names = new TreeSet<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            certificate.getSubjectAlternativeNames().forEach(name -> names.add(String.valueOf(name.get(1))));
        }
        return names;
    }

    /** A new key on the curve P-256, and its certificate for these names. */
    static Credentials make(List<String> hosts, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("O=Slipway self-signed");
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(120, new SecureRandom()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(LIFETIME)),
                    name,
                    pair.getPublic());
            GeneralName[] names = hosts.stream()
                    .map(host ->
                            new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, bare(host)))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new Credentials(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make a certificate", e);
        }
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static String bare(String host) {
        return host.replace("[", "").replace("]", "");
    }
}
