package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.Test;

/** Certificates of our own making: their names, their time, and the one that proves a name (RFC 8737 §3). */
class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void namesAndAddressesAreAlternativeNames() throws Exception {
        Credentials made = SelfSigned.make(List.of("localhost", "shop.localhost", "127.0.0.1", "[::1]"), NOW);

        assertThat(made.certificate().getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "localhost"),
                        List.of(2, "shop.localhost"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(made.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.certificate().getBasicConstraints())
                .as("vouches for no other")
                .isEqualTo(-1);
    }

    @Test
    void keyIsOnP256AndValidForAYear() throws Exception {
        Credentials made = SelfSigned.make(List.of("shop.example"), NOW);

        assertThat(((ECPublicKey) made.certificate().getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
        assertThat(made.validFrom()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(made.validUntil()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThat(made.dueForRenewal()).isBetween(NOW.plus(Duration.ofDays(243)), NOW.plus(Duration.ofDays(244)));
    }

    @Test
    void longNameFitsToo() throws Exception {
        String host = "a".repeat(60) + "." + "b".repeat(60) + ".localhost";

        assertThat(SelfSigned.make(List.of(host), NOW).certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(2, host));
    }

    @Test
    void proofHasTheDigestInACriticalExtensionAndOneNameOnly() throws Exception {
        byte[] digest = new byte[32];
        digest[31] = 7;
        Credentials made = SelfSigned.proving("shop.example", digest, NOW);

        assertThat(made.certificate().getCriticalExtensionOIDs()).contains("1.3.6.1.5.5.7.1.31");
        byte[] wrapped = made.certificate().getExtensionValue("1.3.6.1.5.5.7.1.31");
        ASN1OctetString inner =
                ASN1OctetString.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
        assertThat(inner.getOctets()).isEqualTo(digest);
        assertThat(made.certificate().getSubjectAlternativeNames()).containsExactly(List.of(2, "shop.example"));
    }

    @Test
    void certificateWithoutANameIsRefused() {
        assertThatThrownBy(() -> SelfSigned.make(List.of(), NOW)).isInstanceOf(IllegalArgumentException.class);
    }
}
