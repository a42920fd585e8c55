package dev.slipway.wire;

import dev.slipway.certificates.Certificates;
import dev.slipway.certificates.Credentials;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What TLS needs of each certificate, made once (BoringSSL). Versions 1.2 and 1.3, forward secrecy and authenticated encryption
 * only, as RFC 9325 recommends and RFC 9113 §9.2 demands.
 */
final class TlsContexts {
    /** For TLS 1.2; those of 1.3 are all good, and BoringSSL's own choice. */
    private static final List<String> CIPHERS = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");

    private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    /** What an authority offers that wants to see a proof, and nothing else (RFC 8737 §4). */
    static final String ACME = "acme-tls/1";

    /** More certificates than that are forgotten: they are old ones that were replaced. */
    private static final int KEPT = 1000;

    private final Certificates certificates;
    private final LongSupplier nanos;
    private final TicketKeys tickets;
    private final Map<Credentials, SslContext> made = new IdentityHashMap<>();

    TlsContexts(Certificates certificates, LongSupplier nanos) {
        this.certificates = certificates;
        this.nanos = nanos;
        this.tickets = new TicketKeys(nanos.getAsLong());
    }

    /**
     * The context for a client that asks for that name, or for none; null where there is no certificate at all.
     *
     * @throws SSLException where the certificate and its key cannot be used
     */
    synchronized @Nullable SslContext find(@Nullable String name) throws SSLException {
        turnTickets();
        Credentials credentials = certificates.find(name);
        if (credentials == null) {
            return null;
        }
        SslContext context = made.get(credentials);
        if (context == null) {
            if (made.size() >= KEPT) {
                made.clear();
            }
            context = make(credentials);
            made.put(credentials, context);
        }
        return context;
    }

    private void turnTickets() {
        if (tickets.turnIfDue(nanos.getAsLong())) {
            for (SslContext context : new ArrayList<>(made.values())) {
                seal(context);
            }
        }
    }

    /**
     * The context for an authority that wants that name proved, or null where nothing is being proved.
     *
     * @throws SSLException where the proof cannot be used
     */
    @Nullable
    SslContext prove(String name) throws SSLException {
        Credentials credentials = certificates.challenges().alpn(name);
        return credentials == null
                ? null
                : SslContextBuilder.forServer(
                                credentials.key(), credentials.chain().toArray(X509Certificate[]::new))
                        .sslProvider(SslProvider.OPENSSL)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .applicationProtocolConfig(new ApplicationProtocolConfig(
                                Protocol.ALPN,
                                SelectorFailureBehavior.NO_ADVERTISE,
                                SelectedListenerFailureBehavior.ACCEPT,
                                ACME))
                        .build();
    }

    private SslContext make(Credentials credentials) throws SSLException {
        SslContext context = SslContextBuilder.forServer(
                        credentials.key(), credentials.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS)
                .applicationProtocolConfig(PROTOCOLS)
                .build();
        seal(context);
        return context;
    }

    private void seal(SslContext context) {
        ((OpenSslSessionContext) context.sessionContext()).setTicketKeys(tickets.keys());
    }
}
